"""Phones are open files: all that the system allows are used, and too few are told."""

import subprocess
import sys

import pytest

TRY = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
from musrenbang_live.cli import open_files
open_files.allow_many()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(("soft", "hard"), [(256, 512), (256, 10_240), (512, 512)])
def test_the_soft_limit_becomes_the_hard_one(soft: int, hard: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", TRY.format(soft=soft, hard=hard)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout.split() == [str(hard), str(hard)]
    if hard < 10_240:
        assert ran.stderr.count("\n") == 1
        assert f"allows {hard} open files" in ran.stderr
        assert "about 272 phones" in ran.stderr
    else:
        assert ran.stderr == ""
