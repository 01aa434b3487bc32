"""Judul layar: short enough for the projector, never empty, and still saying what it is about."""

import re

import pytest
from hypothesis import example, given

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.text import accepted, graphemes, one_line
from musrenbang_live.core.titles import LIMIT, meeting_title, screen_title
from tests.core.making import any_text, examples, tried


@pytest.mark.parametrize(
    ("title", "suggested"),
    [
        ("Semenisasi Gang Kerang", "Semenisasi Gang Kerang"),
        ("Rehab mushalla", "Rehab mushalla"),
        ("lampu jalan mati semua", "Lampu jalan mati semua"),
        ("Pembangunan drainase (parit) Lingkungan VI", "Drainase Lingkungan VI"),
        ("Mohon di normalisasi saluran air", "Di normalisasi saluran air"),
        ("Penggantian titi kayu menjadi titi beton (12 x 1,5 m)", "Penggantian titi kayu"),
        ("tolong di bikin tembok penahan tepi sungai", "Bikin tembok penahan tepi"),
        ("Pembangunan turap/bronjong tepi sungai", "Turap/bronjong tepi sungai"),
        ("Pemasangan Penerangan Jalan Umum (PJU) 10 titik", "Penerangan Jalan Umum 10"),
        ("pelatihan ibu2 bikin kerupuk ikan & olahan kerang", "Pelatihan ibu2 bikin kerupuk"),
        ("Peninggian badan jalan dan pembuatan parit", "Peninggian badan jalan"),
        ("Perbaikan turap di Jalan Sudirman ujung", "Perbaikan turap"),
        ("(usulan lama) parit tersumbat.", "Parit tersumbat"),
        ("(parit)", "(parit)"),
        ("- " + "a" * 40, "- " + "a" * 25 + "…"),
        ("a" * 29, "A" + "a" * 26 + "…"),
        ("...", "..."),
    ],
)
def test_screen_title(title: str, suggested: str) -> None:
    assert screen_title(title) == suggested


@given(any_text)
@example("ß" + "a" * 27)
@example("(x) parit")
@example("- " + "a" * 40)
@example("a\u200d" * 60)
def test_a_suggestion_fits_and_says_something(title: str) -> None:
    suggested = screen_title(title)
    assert graphemes(suggested) <= LIMIT
    assert "\n" not in suggested
    assert suggested == suggested.strip()
    assert bool(suggested) == bool(one_line(title))


def test_examples_fit_and_are_still_recognised() -> None:
    for row in examples():
        title = row["usulan_kegiatan"]
        suggested = screen_title(title)
        assert 0 < graphemes(suggested) <= LIMIT
        assert suggested[0] == suggested[0].upper()
        assert len(suggested.split()) >= min(2, len(title.split()))
        assert set(suggested.lower().split()) <= set(re.findall(r"[^\s,]+", title.lower()))


@given(any_text)
def test_a_suggestion_can_be_handed_in_again(title: str) -> None:
    kept = tried(accepted, title, 140, field="title")
    if not isinstance(kept, Rejected):
        suggested = screen_title(kept)
        assert accepted(suggested, LIMIT, field="screen_title", required=False) == suggested


def test_a_meeting_that_stands_alone_says_whose_it_is_once() -> None:
    assert meeting_title("Musrenbang Kelurahan", "Pahang", 2027) == (
        "Musrenbang Kelurahan 2027, Pahang"
    )
    assert meeting_title("Musrenbang Kelurahan PAHANG", "Pahang") == "Musrenbang Kelurahan PAHANG"
    assert meeting_title("Musrenbang RKPD Kota", "") == "Musrenbang RKPD Kota"
