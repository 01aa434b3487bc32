"""The Merkle tree of RFC 6962 (section 2.1) over SHA-256, grown leaf by leaf.

Only the roots of the full subtrees at the right edge are kept, so the roots of many prefixes of a
log cost one pass over it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"


class Tree:
    """The tree over the leaves added so far; `size` is how many they are."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []
        """Roots of full subtrees, the largest first: one for each bit of `size` that is set."""

    def add(self, leaf: bytes) -> None:
        """Add one leaf."""
        made = hashlib.sha256(_LEAF + leaf).digest()
        grown = self.size
        while grown & 1:
            made = _node(self._edge.pop(), made)
            grown >>= 1
        self._edge.append(made)
        self.size += 1

    def root(self) -> bytes:
        """The root: 32 bytes. That of no leaves is the hash of nothing."""
        if not self._edge:
            return hashlib.sha256().digest()
        *left, made = self._edge
        for subtree in reversed(left):
            made = _node(subtree, made)
        return made


def prefix_roots(leaves: Sequence[bytes], sizes: Iterable[int]) -> dict[int, bytes]:
    """The root over the first n leaves, for each n of `sizes`; too large ones are left out."""
    wanted = set(sizes)
    tree = Tree()
    roots = {0: tree.root()} if 0 in wanted else {}
    for leaf in leaves[: max(wanted, default=0)]:
        tree.add(leaf)
        if tree.size in wanted:
            roots[tree.size] = tree.root()
    return roots


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
