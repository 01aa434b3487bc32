"""Free text: harmless, bounded, never reworded; private numbers are refused, figures are not."""

import json
import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.text import MAX_COMBINING, accepted, clean, graphemes, one_line
from tests.core.making import BLNS, any_text, examples, tried, wide

FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
dates = st.dates(date(1945, 8, 17), date(2099, 12, 31))
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@given(any_text)
@example("e\u200b\u0301")  # what stood between a letter and its mark is dropped
@example("e\u0301\u0323\u200d\u0301")
@example("a\n \u200d\n\n\n b")
def test_clean_twice_is_clean_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert one_line(one_line(text)) == one_line(text)


@given(any_text)
@example("\ue000\ufeff\u202e\u2066\u061c\U000e0041\x00\x7f\u0085\ud800\U0010ffff")
def test_nothing_invisible_or_disruptive_survives(text: str) -> None:
    left = clean(text)
    for sign in left:
        assert unicodedata.category(sign) not in FORBIDDEN or sign in "\n\u200c\u200d"
    assert unicodedata.is_normalized("NFC", left)
    left.encode()
    assert left == left.strip()
    assert "\n\n\n" not in left
    assert not any(line != line.strip(" ") for line in left.split("\n"))


@given(st.characters(categories=("Co",)))
@example("\ue000")
def test_private_use_characters_are_dropped(sign: str) -> None:
    assert clean(f"a{sign}b") == "ab"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Parit\u202e hatid", "Parit hatid"),
        ("\u2067kiri\u2069 kanan\u200f", "kiri kanan"),
        ("a\u200bb\u2060c\ufeffd", "abcd"),
        ("satu\U000e0041\U000e007fdua", "satudua"),
        ("bel\x07\x1b[31m", "bel[31m"),
        ("setengah \ud83d pasang", "setengah pasang"),
        ("\u3164\u115f\u1160\uffa0\u2800", ""),
        ("dua\t kali \u00a0\u3000spasi", "dua kali spasi"),
        ("satu\r\ndua\rtiga\u2028empat\x0blima", "satu\ndua\ntiga\nempat\nlima"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("  tepi \n", "tepi"),
        ("cafe\u0301", "caf\u00e9"),
        ("cafe\u200b\u0301", "caf\u00e9"),
        (FAMILY, FAMILY),
        ("\u200dtepi\u200c", "tepi"),
        ("jln berlobang2 macam kolam kerbau", "jln berlobang2 macam kolam kerbau"),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(any_text)
@example("Z" + "\u0301\u0323\u0330" * 20)
@example("Z" + "\u0301\u0323\u200d" * 20)  # joiners do not start a new tower
def test_marks_do_not_pile_up(text: str) -> None:
    height = 0
    for sign in clean(text):
        if unicodedata.category(sign) in ("Mn", "Me"):
            height += 1
        elif sign not in "\u200c\u200d":
            height = 0
        assert height <= MAX_COMBINING


def test_one_line_has_no_line_breaks() -> None:
    assert one_line("satu\ndua\n\n tiga") == "satu dua tiga"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("parit", 5),
        ("cafe\u0301", 4),
        ("\U0001f469\U0001f3fd", 1),
        (FAMILY, 1),
        ("\u2764\ufe0f", 1),
        ("a\u200db\u200dc", 3),  # a joiner does not hide letters
        ("\u0915\u093f", 1),
    ],
)
def test_graphemes(text: str, count: int) -> None:
    assert graphemes(text) == count


@given(any_text, st.integers(1, 40), st.booleans())
def test_accepted_is_within_its_bounds(text: str, limit: int, lines: bool) -> None:
    kept = tried(accepted, text, limit, field="title", lines=lines)
    if isinstance(kept, Rejected):
        assert kept.details["field"] == "title"
        return
    assert 0 < graphemes(kept) <= limit
    assert len(kept.encode()) <= limit * 4
    assert len(kept) <= limit * 4
    assert lines or "\n" not in kept
    assert accepted(kept, limit, field="title", lines=lines) == kept


@pytest.mark.parametrize("text", ["a" * 10, "\u00e9" * 10, "\U0001f6a7" * 10, "e\u0301" * 10])
def test_a_text_of_exactly_the_limit_is_accepted(text: str) -> None:
    assert accepted(f"b{text[1:]}", 10, field="title")


@pytest.mark.parametrize("text", ["a" * 11, "a" + FAMILY * 5, "a" + "\u200d" * 50 + "b"])
def test_a_text_over_the_limit_is_refused(text: str) -> None:
    with pytest.raises(Rejected) as no:
        accepted(text, 10, field="title")
    assert no.value.code == "text_too_long"
    assert no.value.details == {"field": "title", "limit": 10}


@pytest.mark.parametrize("text", ["", " \n ", "...", "\u3164\u3164", "\u200d", "\u202e", "-"])
def test_a_text_that_says_nothing_is_missing(text: str) -> None:
    with pytest.raises(Rejected) as no:
        accepted(text, 100, field="problem")
    assert no.value.code == "text_missing"
    assert accepted("", 100, field="landmark", required=False) == ""


NIK = [
    "1274041205850001",
    "NIK saya 1274041205850001.",
    "1274 0412 0585 0001",
    "12.74.04.120585.0001",
    "127404-120585-0001",
    "1274 04 - 12 05 85 - 0001",
    "127404\u2013120585\u20130001",
    wide("1274041205850001"),
    wide("1274 0412 0585 0001"),
    "\u0661\u0662\u0667\u0664\u0660\u0664\u0661\u0662\u0660\u0665\u0668\u0665\u0660\u0660\u0660\u0661",
    "127404\u200b1205850001",
]
PHONE = [
    "081234567890",
    "hub 0812-3456-7890 ya pak",
    "0812 3456 7890",
    "0812.3456.7890",
    "0812 - 3456 - 7890",
    "0812\u20133456\u20137890",
    "0812\u20113456\u20117890",
    "(0812) 3456 7890",
    "0 812 3456 7890",
    "0 8 1 2 3 4 5 6 7 8 9 0",
    "+6281234567890",
    "6281234567890",
    "+62 812-3456-7890",
    "+62 (812) 3456 7890",
    "62-812-3456-7890",
    "+62.812.345.678",
    "WA:085261234567",
    wide("081234567890"),
    wide("0812-3456-7890"),
    "0812\u200b3456\u20607890",
    "081234567890/081398765432",
    "ada 2 titik, 08526123456",
]
HARMLESS = [
    "Rp153.000.000",
    "Rp. 1.200.000.000,-",
    "Rp 62.812.345.678",
    "biaya 62.812.345.678 rupiah",
    "153000000",
    "Rp45.000.000-50.000.000",
    "45.000.000 - 50.000.000",
    "45.000.000 50.000.000 60.000.000",
    "10.000.000.000.000",
    "0,8 x 120 meter",
    "0.8 km, 1.500 m",
    "180 meter, 300 m3, 12 x 1,5 m",
    "12 x 1.50 x 0.80",
    "14-01-2027",
    "08/12/2027",
    "08-12-2027 10.30",
    "08/12/2027-09/12/2027",
    "08-12-2027 - 10-12-2027",
    "08.12.2027 10.12.2027",
    "2027-12-08 08.30-12.00",
    "jam 08.00-12.00 13.00-15.00",
    "pukul 08.00 s/d 12.00 dan 13.00-15.30",
    "tahun 2025, 2026, 2027 dan 2028",
    "surat nomor 081/234/2027",
    "kode 12.74.04.1005",
    "RT 08 RW 12",
    "Lingkungan 1 2 3 4 5 6 7 8",
    "812 345 678",
    "08123",
]


@pytest.mark.parametrize("text", NIK)
def test_a_nik_is_refused(text: str) -> None:
    with pytest.raises(Rejected) as no:
        accepted(text, 600, field="problem")
    assert no.value.code == "text_has_nik"


@pytest.mark.parametrize("text", PHONE)
def test_a_telephone_number_is_refused(text: str) -> None:
    with pytest.raises(Rejected) as no:
        accepted(text, 600, field="problem", lines=True)
    assert no.value.code == "text_has_phone"


@pytest.mark.parametrize("text", HARMLESS)
def test_figures_and_dates_are_no_private_numbers(text: str) -> None:
    assert accepted(f"Parit {text}", 600, field="problem") == f"Parit {text}"


@given(st.integers(1, 10**13 - 1), st.sampled_from(["Rp", "Rp ", "Rp. ", ""]))
def test_no_amount_is_a_private_number(amount: int, prefix: str) -> None:
    text = f"biaya {prefix}{amount:,}".replace(",", ".")
    assert accepted(text, 600, field="problem") == text


@given(dates, dates, st.sampled_from(["%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y"]))
def test_no_two_dates_are_a_private_number(one: date, other: date, form: str) -> None:
    text = f"dari {one.strftime(form)} - {other.strftime(form)}"
    assert accepted(text, 600, field="problem") == text


def test_naughty_strings_are_kept_or_refused_and_nothing_else() -> None:
    strings = json.loads(BLNS.read_text("utf-8"))
    assert len(strings) > 500
    for text in strings:
        for lines in (False, True):
            kept = tried(accepted, text, 600, field="problem", lines=lines)
            assert isinstance(kept, Rejected) or kept == clean(kept)


def test_example_proposals_are_accepted_as_they_are() -> None:
    for row in examples():
        for text, limit in ((row["usulan_kegiatan"], 140), (row["permasalahan"], 600)):
            assert accepted(text, limit, field="title") == text
