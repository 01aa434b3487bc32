"""The tree of RFC 6962: the vectors that all logs share, and the definition itself as an oracle."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.proof.merkle import Tree, prefix_roots

# The leaves and roots that the tests of Certificate Transparency have used since RFC 6962
# (transparency-dev/merkle, testonly/constants.go).
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def test_the_roots_are_those_of_certificate_transparency() -> None:
    roots = prefix_roots(LEAVES, range(9))
    assert [roots[size].hex() for size in range(9)] == list(ROOTS)


@given(st.lists(st.binary(max_size=3), max_size=70))
def test_every_prefix_has_the_root_that_the_definition_gives(leaves: list[bytes]) -> None:
    roots = prefix_roots(leaves, range(len(leaves) + 1))
    assert roots == {size: defined(leaves[:size]) for size in range(len(leaves) + 1)}


def test_a_root_can_be_asked_for_at_any_time() -> None:
    tree = Tree()
    assert tree.root().hex() == ROOTS[0]
    for leaf, root in zip(LEAVES, ROOTS[1:], strict=True):
        tree.add(leaf)
        assert (tree.root().hex(), tree.root().hex()) == (root, root)
    assert tree.size == 8


@pytest.mark.parametrize("sizes", [(), (9,), (100, 9)])
def test_prefixes_that_are_not_there_have_no_root(sizes: tuple[int, ...]) -> None:
    assert prefix_roots(LEAVES, sizes) == {}


def defined(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    both = defined(leaves[:split]) + defined(leaves[split:])
    return hashlib.sha256(b"\x01" + both).digest()
