"""A database as if new for each test, whose connections wait between tests."""

from tests.warm import database_url, stable

__all__ = ["database_url", "stable"]
