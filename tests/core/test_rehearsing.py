"""What of a rehearsal is fine."""

import pytest

from musrenbang_live.core.rehearsing import CHECKS, WITHIN, judged, ninety_fifth
from musrenbang_live.web.desk.rehearsal_words import name_of, sentence_of


@pytest.mark.parametrize(
    ("waits", "most"),
    [([], 0.0), ([2.0], 2.0), ([1.0, 3.0], 3.0), ([float(n) for n in range(1, 101)], 95.0)],
)
def test_what_nineteen_of_twenty_waited(waits: list[float], most: float) -> None:
    assert ninety_fifth(waits) == most


def test_all_must_be_through_and_soon() -> None:
    assert judged("masuk", 20, 20, [1.0] * 20).fine
    assert judged("masuk", 20, 20, [1.0] * 19 + [60.0]).fine
    assert not judged("masuk", 19, 20, [1.0] * 19).fine
    assert not judged("masuk", 20, 20, [WITHIN["masuk"] + 0.1] * 20).fine
    assert not judged("hasil", 7, 7, [], "vote 1 differs").fine


def test_every_check_has_a_name_and_three_sentences() -> None:
    for check in CHECKS:
        assert name_of(check, str)
        fine = sentence_of(judged(check, 3, 3, [0.5]), str)
        slow = sentence_of(judged(check, 3, 3, [90.0]), str) if check in WITHIN else ""
        wrong = sentence_of(judged(check, 1, 3, [0.5]), str)
        assert len({fine, slow, wrong}) == 3
        assert "%(" not in fine + slow + wrong
