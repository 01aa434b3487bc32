"""Pabutools, with which allocations are compared; it stands apart, see `make oracle`."""

import importlib
import os
from types import ModuleType

import pytest


def pabutools(module: str) -> ModuleType:
    """A module of it. Without it the test is skipped, or fails with MUSRENBANG_REQUIRE_ALL."""
    try:
        return importlib.import_module(f"pabutools.{module}")
    except ModuleNotFoundError as missing:
        if missing.name != "pabutools":
            raise
    message = "Pabutools is not installed: make oracle"
    if os.environ.get("MUSRENBANG_REQUIRE_ALL"):
        pytest.fail(message)
    pytest.skip(message)
