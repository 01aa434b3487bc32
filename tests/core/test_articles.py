"""News and documents: what may stand in them, and at what moment who may read them."""

import pytest

from musrenbang_live.core import articles
from musrenbang_live.core.articles import Reading
from musrenbang_live.core.errors import Rejected


def refused(call: object, *given: str) -> tuple[str, str]:
    """The code of a refusal, and the field it names."""
    assert callable(call)
    with pytest.raises(Rejected) as caught:
        call(*given)
    return caught.value.code, str(caught.value.details.get("field", ""))


def test_indents_of_markdown_stay_and_what_deceives_goes() -> None:
    typed = "# Judul\r\n\r\n\r\n\r\n- satu\n    - dua  tiga\u202e\n" + " " * 40 + "jauh\n"
    assert articles.body_of(typed) == "# Judul\n\n- satu\n    - dua tiga\n        jauh"
    assert articles.body_of(" \n ") == ""
    assert refused(articles.body_of, "hubungi 0812 3456 7890") == ("text_has_phone", "body")
    assert refused(articles.body_of, "a" * 20_001) == ("text_too_long", "body")


def test_tags_are_small_and_each_once() -> None:
    assert articles.tags_of(" RKPD,rkpd , Sidang  Paripurna,, <b>,#jalan") == (
        "rkpd",
        "sidang paripurna",
        "b",
        "jalan",
    )
    assert articles.tags_of("") == ()
    assert refused(articles.tags_of, ",".join("abcdefghi")) == ("tags_too_many", "tags")
    assert refused(articles.tags_of, "x" * 31) == ("text_too_long", "tags")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Rapat Paripurna: RKPD 2028!", "rapat-paripurna-rkpd-2028"),
        ("Édisi --- kedua", "edisi-kedua"),
        ("議会", "kabar"),
        ("../../etc", "etc"),
        ("a" * 79 + " " + "b" * 40, "a" * 79),
    ],
)
def test_an_address_is_made_of_the_title(title: str, slug: str) -> None:
    assert articles.slug_of(title) == slug


def test_a_time_is_the_clock_on_the_wall_in_wib() -> None:
    assert articles.wall("2027-01-14", "9.05", "state") == "2027-01-14 09:05"
    assert articles.moment_of("1970-01-01 07:00") == 0
    assert articles.moment_of("2027-01-14 09:00") == 1_799_892_000_000
    for day, clock, wrong in (
        ("2027-02-30", "09:00", ("date_invalid", "state-day")),
        ("", "09:00", ("date_invalid", "state-day")),
        ("0001-01-01", "09:00", ("date_invalid", "state-day")),
        ("2027-01-14", "24:00", ("time_invalid", "state-clock")),
        ("2027-01-14", "\u0669:\u0660\u0660", ("time_invalid", "state-clock")),
        ("2027-01-14", "", ("time_invalid", "state-clock")),
    ):
        assert refused(articles.wall, day, clock, "state") == wrong


def test_what_is_scheduled_stands_by_itself_when_its_time_has_come() -> None:
    assert articles.standing(0, 0, 10) == "draf"
    assert articles.standing(11, 0, 10) == "terjadwal"
    assert articles.standing(10, 0, 10) == "terbit"
    assert articles.standing(10, 5, 10) == "tersembunyi"


def test_an_agenda_point_shows_its_own_first_and_nothing_of_others() -> None:
    whole, first, second = (
        Reading(n, f"B{n}", phase, has_text=True) for n, phase in ((1, -1), (2, 0), (3, 1))
    )
    assert articles.of_phase([whole, first, second], 1) == (second, whole)
    assert articles.of_phase([whole, first, second], -1) == (whole,)
