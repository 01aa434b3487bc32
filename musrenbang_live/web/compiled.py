"""Templates compiled once: for all languages and applications of a process, and for the next one.

Compiling all of them takes seconds, and each a tenth of one when somebody first opens its page.
"""

import importlib.util
import marshal
from types import CodeType
from typing import Final

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from musrenbang_live.web.made_once import MadeOnce

_MAKERS: Final = importlib.util.MAGIC_NUMBER + jinja2.__version__.encode()
"""Who made the code: it is of no use to another Python or Jinja."""


class Compiled(BytecodeCache):
    """The code of templates. `options` are those of the environments that share it, for the same
    template means something else with others.
    """

    def __init__(self, kept: MadeOnce, options: object) -> None:
        self._kept = kept
        self._how = _MAKERS + repr(options).encode()
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """See `BytecodeCache.load_bytecode`."""
        found = self._codes.get((bucket.key, bucket.checksum))
        if found is None:
            made = self._kept.get(bucket.key, self._of(bucket))
            if made is None:
                return
            found = marshal.loads(made)  # noqa: S302  (our own, see `MadeOnce`)
            self._codes[bucket.key, bucket.checksum] = found
        bucket.code = found

    def dump_bytecode(self, bucket: Bucket) -> None:
        """See `BytecodeCache.dump_bytecode`."""
        assert bucket.code is not None
        self._codes[bucket.key, bucket.checksum] = bucket.code
        self._kept.put(bucket.key, self._of(bucket), marshal.dumps(bucket.code))

    def _of(self, bucket: Bucket) -> bytes:
        return self._how + bucket.checksum.encode()
