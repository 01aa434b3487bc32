"""`python -m musrenbang_live` is the same as the command `musrenbang-live`."""

import sys

from musrenbang_live.cli import main

if __name__ == "__main__":
    sys.exit(main())
