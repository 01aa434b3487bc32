"""How many phones the system lets one process hold: each is an open file."""

import logging
import sys
from typing import Final

if sys.platform != "win32":
    import resource

log = logging.getLogger(__name__)

PHONES: Final = 10_000
SPARE: Final = 240
"""Open files that are not phones: the database, Redis, logs, pages that are being fetched."""


def allow_many() -> None:
    """Use all that the system allows this process and its children, and say when it is little."""
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        hard = max(soft, 16 * (PHONES + SPARE))  # macOS takes no infinity here
    try:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (hard, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
        )
    except (OSError, ValueError):
        hard = soft
    if hard < PHONES + SPARE:
        log.warning(
            "The system allows %d open files, so a server process can hold about %d phones; "
            "raise the hard limit (ulimit -Hn, LimitNOFILE) for more.",
            hard,
            max(hard - SPARE, 0),
        )
