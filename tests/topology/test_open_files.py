"""Phones are open files: all that the system allows are used, and too few are told."""

import subprocess
import sys

import pytest

from musrenbang_live.cli import open_files
from tests.patience import SOON

TRY = """
import resource, runpy, sys
module, soft, hard = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_NOFILE, (int(soft), int(hard)))
runpy.run_path(module)["allow_many"]()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(("soft", "hard"), [(256, 512), (256, 10_240), (512, 512)])
def test_the_soft_limit_becomes_the_hard_one(soft: int, hard: int) -> None:
    """In a process of its own: nobody gets a hard limit back. It loads this module alone."""
    ran = subprocess.run(
        [sys.executable, "-c", TRY, open_files.__file__, str(soft), str(hard)],
        capture_output=True,
        text=True,
        timeout=SOON,
        check=True,
    )
    assert ran.stdout.split() == [str(hard), str(hard)]
    if hard < 10_240:
        assert ran.stderr.count("\n") == 1
        assert f"allows {hard} open files" in ran.stderr
        assert "about 272 phones" in ran.stderr
    else:
        assert ran.stderr == ""
