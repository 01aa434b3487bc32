"""A text in the form that is compared, and two texts compared."""

import pytest
from hypothesis import given

from musrenbang_live.core.similar import Pair, Said, groups, likeness, marked, normal
from musrenbang_live.core.spellings import KINDS, OBJECTS, PHRASES, ROOTS, STOP, WORDS
from tests.core.making import any_text, wide


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("pajak ikan", "pasar ikan"),
        ("parit di pajak sumbat tolong di bersihkan", "drainase pasar sumbat bersih"),
        ("titi dah lapok kali", "jembatan lapuk"),
        ("jln berlobang2 macam kolam kerbau", "jalan lubang kolam kerbau"),
        ("Lampu jalan mati semua!!", "lampu mati"),
        ("Pemasangan Penerangan Jalan Umum (PJU) 10 titik", "pasang lampu"),
        ("rayo kito di botulkan", "raya betul"),
        ("Pembangunan jembatan Lingkungan III - Lingkungan IV", "bangun jembatan"),
        ("parit ling 6 ujung", "drainase"),
        ("gorong-gorong pecah", "gorong pecah"),
        ("jalan2 di lk. IV, jalan di RT 02", "jalan"),
        ("foto", "foto"),
        ("150 m, 2 bh", ""),
        ("Café", "cafe"),
        ("pak tolong lah", ""),
    ],
)
def test_local_words_spellings_and_units_become_one_form(typed: str, read: str) -> None:
    assert normal(typed) == read


@given(any_text)
def test_any_text_has_a_form_and_pieces_that_make_it_up_again(text: str) -> None:
    once = normal(text)
    assert len(set(once.split())) == len(once.split())
    assert "".join(piece for piece, _ in marked(text, once.split())) == text
    assert not any(is_word for _, is_word in marked(text, ()))


def test_the_matching_words_are_marked_as_they_were_typed() -> None:
    assert marked("Titi kayu, sudah LAPOK kali", {"jembatan", "lapuk"}) == [
        ("Titi", True),
        (" kayu, sudah ", False),
        ("LAPOK", True),
        (" kali", False),
    ]
    assert marked("Got, air pasang", {"genang"}) == [("Got, ", False), ("air pasang", True)]


def test_the_place_decides_between_the_same_and_another() -> None:
    here, there = Said("Titi lapuk", neighborhood="III"), Said("Titi lapuk", neighborhood="IV")
    unknown = Said("Titi lapuk")
    same = likeness(here, here)
    assert same
    assert (same.grade, same.words) == ("sama", {"jembatan", "lapuk"})
    elsewhere = likeness(here, there)
    assert elsewhere
    assert elsewhere.grade == "mirip"
    assert elsewhere.score < same.score
    assert likeness(here, unknown) == same


def test_another_kind_of_work_is_not_the_same() -> None:
    def told(one: str, other: str) -> str | None:
        found = likeness(Said(one, neighborhood="I"), Said(other, neighborhood="I"))
        return found.grade if found else None

    assert told("Bangun jembatan", "bikin titi baru") == "sama"
    assert told("Bangun jembatan", "Perbaikan titi") == "mirip"
    assert told("Jembatan", "Perbaikan titi") == "sama"
    assert told("Jembatan", "Posyandu lansia") is None
    assert told("Perbaikan", "Perbaikan") is None
    assert told("", "") is None


@given(any_text, any_text)
def test_likeness_does_not_depend_on_who_came_first(one: str, other: str) -> None:
    a, b = Said(one, other, neighborhood="I"), Said(other, one, neighborhood="II")
    assert likeness(a, b, 0.5) == likeness(b, a, 0.5)


def test_letters_of_another_width_are_the_same_letters() -> None:
    assert normal(wide("titi lapuk")) == normal("titi lapuk")


def pair(low: int, high: int, score: float = 0.5, **more: bool) -> Pair:
    return Pair(low, high, "sama", score, **more)


def test_groups_join_by_what_is_alike_and_never_what_was_told_apart() -> None:
    assert groups([pair(1, 2), pair(2, 3), pair(7, 9, 0.9)]) == [(7, 9), (1, 2, 3)]
    assert groups([pair(1, 2), pair(2, 3, 0.9), pair(1, 3, apart=True)]) == [(2, 3)]
    assert groups([pair(1, 2), pair(3, 4), pair(2, 3, 0.4)]) == [(1, 2, 3, 4)]
    assert groups([Pair(1, 2, "mirip", 0.9)]) == []
    assert groups([]) == []


def test_what_is_merged_already_stands_for_its_root() -> None:
    roots = {1: 1, 2: 1, 3: 3}
    assert groups([pair(1, 2), pair(2, 3)], roots) == [(1, 3)]
    assert groups([pair(1, 2), pair(2, 3), pair(1, 3, apart=True)], roots) == []


def test_the_table_is_in_one_form() -> None:
    """What a word is read as is not read as something else again, and no useful word is lost."""
    for word in [*WORDS, *PHRASES]:
        assert word == word.lower()
    forms = {*WORDS.values(), *PHRASES.values()} - {""}
    for form in forms - STOP:
        assert normal(form) in (form, ""), form
    for root in OBJECTS | KINDS.keys():
        assert normal(root) == root or (root in STOP and root in KINDS), root
    assert not OBJECTS & STOP
    assert not OBJECTS & KINDS.keys()
    assert ROOTS >= OBJECTS
