import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.searching import (
    MOST_PARTS,
    Known,
    Part,
    corrected,
    meant,
    mistakes,
    nearest,
    read,
    told_by_index,
    tsquery,
)

BLNS: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "blns.json").read_text(encoding="utf-8")
)


def test_words_phrases_and_exclusions_are_told_apart() -> None:
    assert read('Tower "lampu hias" -gapura') == (
        Part(("tower",)),
        Part(("lampu", "hias"), exact=True),
        Part(("gapura",), minus=True),
    )
    assert (
        tsquery(read('tower "lampu hias" -gapura'))
        == "((tower)) & ((lampu <-> hias)) & !((gapura))"
    )
    assert told_by_index(read('tower "lampu hias" -gapura -"lampu taman"')) == (
        "((tower)) & !((gapura))",
        "((lampu & hias))",
    )
    assert read("") == read('"" - *') == ()
    assert told_by_index(read("-gapura")) == ()


def test_local_spellings_mean_the_same() -> None:
    [market] = read("pajak")
    assert ("pasar",) in market.also
    [drain] = read("parit")
    assert {("drainase",), ("selokan",)} <= set(drain.also)
    lamps, street = read("lampu jalan mawar")
    assert lamps.words == ("lampu", "jalan")
    assert ("pju",) in lamps.also
    assert ("lampu",) not in lamps.also  # not every lamp is a street's
    assert street.words == ("mawar",)
    assert all(len(way) == 1 for way in drain.also)  # "parit air" is found by "parit"
    [water] = read("pam")
    assert ("air", "bersih") in water.also
    [school] = read("smp")
    assert school.also == (("sekolah",),)  # no other kind of school


def test_a_word_in_quotes_is_nothing_else() -> None:
    assert read('"pajak"') == (Part(("pajak",), exact=True),)


def test_small_words_are_left_out_unless_there_are_no_others() -> None:
    assert read("tower di gapura dan pagar") == read("tower gapura pagar")
    assert read("di") == (Part(("di",)),)


def test_a_mistyped_word_is_taken_for_the_commonest_of_those_nearest() -> None:
    known = [Known("drainase", 900), Known("drainasi", 2), Known("drama", 5000)]
    assert nearest("drainse", known) == "drainase"
    assert nearest("drainase", known) == ""
    assert nearest("jembatan", known) == ""
    # A word that somebody said is a mistake only beside one that is far commoner.
    assert nearest("drainse", [Known("drainse", 3), Known("drainase", 900)]) == "drainase"
    assert nearest("drainse", [Known("drainse", 300), Known("drainase", 900)]) == ""


def test_what_was_meant_is_looked_for_beside_what_was_typed() -> None:
    parts = corrected(read('drainse "gang mawar" -pagar'), {"drainse": [Known("drainase", 9)]})
    assert meant(parts) == 'drainase "gang mawar" -pagar'
    assert parts[0].meant == "drainase"
    assert ("parit",) in parts[0].also
    assert tsquery(parts).startswith("((drainse) | ")
    assert " | (drainase)) & " in tsquery(parts)
    assert meant(read("drainase")) == ""


def test_mistakes_are_letters_left_out_added_changed_or_swapped() -> None:
    for one, other, expected in (
        ("jalan", "jalan", 0),
        ("jlan", "jalan", 1),
        ("jalaan", "jalan", 1),
        ("jalam", "jalan", 1),
        ("jaaln", "jalan", 1),
        ("", "jalan", 5),
        ("rusak", "kasur", 4),
    ):
        assert mistakes(one, other) == mistakes(other, one) == expected, one


def _safe(query: str) -> bool:
    return all(sign.isalnum() or sign in " ()&|!<->" for sign in query)


@given(st.text(max_size=200))
def test_any_text_is_a_search_with_nothing_in_it_but_words(typed: str) -> None:
    parts = read(typed)
    assert len(parts) <= MOST_PARTS
    assert _safe(tsquery(parts))
    assert all(_safe(each) for each in told_by_index(parts))


def test_naughty_strings_too() -> None:
    for typed in BLNS:
        assert _safe(tsquery(read(typed))), typed
