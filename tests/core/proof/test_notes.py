"""Signed notes and checkpoints: those of others are understood, and nothing else than written."""

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from musrenbang_live.core.proof.malformed import Malformed
from musrenbang_live.core.proof.notes import (
    Checkpoint,
    fingerprint,
    opened,
    origin,
    read_checkpoint,
    read_key,
    signed,
    site_key,
)

# The example of golang.org/x/mod/sumdb/note, with which the format began.
KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAID = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
NOTE = (
    f"{SAID}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OURS = site_key(PRIVATE.public_key().public_bytes_raw())


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_a_note_of_others_is_understood() -> None:
    assert opened(NOTE, read_key(KEY), verify) == SAID


def test_a_checkpoint_has_the_form_of_the_specification() -> None:
    # The text of the example in c2sp.org/tlog-checkpoint.
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    found = read_checkpoint(text)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert found.root.hex().startswith("0ac5186a91863e8e")
    assert found.text == text


def test_what_is_signed_is_read_back() -> None:
    found = Checkpoint(origin(OURS, "HMX4T7"), 7, bytes(32))
    note = signed(found.text, OURS, PRIVATE.sign)
    assert read_checkpoint(opened(note, OURS, verify)) == found
    assert read_key(OURS.text) == OURS
    assert OURS.name == f"musrenbang-live/{fingerprint(OURS.public)}"
    assert note.count("\n") == 5


@pytest.mark.parametrize("place", range(len(NOTE)))
def test_no_other_letter_passes(place: int) -> None:
    for other in ("A", "\n", "=", "+"):
        if NOTE[place] != other:
            with pytest.raises(Malformed):
                opened(NOTE[:place] + other + NOTE[place + 1 :], read_key(KEY), verify)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "\n\n",
        SAID,
        f"{NOTE}\n",
        NOTE[:-1],
        NOTE + NOTE.rpartition("\n\n")[2],
        "\n" + NOTE,
    ],
)
def test_what_is_not_one_signed_note_is_refused(note: str) -> None:
    with pytest.raises(Malformed):
        opened(note, read_key(KEY), verify)


@pytest.mark.parametrize("place", range(len(KEY)))
def test_a_key_fits_its_own_hash(place: int) -> None:
    with pytest.raises(Malformed):
        read_key(KEY[:place] + ("B" if KEY[place] != "B" else "C") + KEY[place + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        f"\n1\n{base64.b64encode(bytes(32)).decode()}\n",
        f"a\n0\n{base64.b64encode(bytes(32)).decode()}\n",
        f"a\n01\n{base64.b64encode(bytes(32)).decode()}\n",
        f"a\n-1\n{base64.b64encode(bytes(32)).decode()}\n",
        f"a\n\u0661\n{base64.b64encode(bytes(32)).decode()}\n",
        f"a\n9999999999999999\n{base64.b64encode(bytes(32)).decode()}\n",
        f"a\n1\n{base64.b64encode(bytes(31)).decode()}\n",
        f"a\n1\n{base64.b64encode(bytes(32)).decode()}\nmore\n",
        f"a\n1\n{base64.b64encode(bytes(32)).decode()}",
        "a\n1\nAAAA AAAA\n",
        f"a\n1\n{base64.b64encode(bytes(32)).decode()[:-2]}B=\n",  # the same bytes otherwise
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_checkpoint(text)
