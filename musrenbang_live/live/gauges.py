"""What can be watched from outside: figures of the process, none that could tell a person."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

SCREENS: Final = Gauge("musrenbang_screens", "Connected devices.", ["audience"])
FRAMES: Final = Counter("musrenbang_frames", "Frames encoded, each for all its screens.")
BATCH: Final = Histogram(
    "musrenbang_commit_rows",
    "Rows committed together by the durable writer.",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)
REFUSED: Final = Counter("musrenbang_busy", "Rows answered *busy* and left to be sent again.")
