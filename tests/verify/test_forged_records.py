"""What somebody who holds the key could write into the record instead, and which check it fails."""

import copy
from collections.abc import Callable

import pytest

from tests.verify.bundles import Story
from tests.verify.forging import Forger
from tests.verify.machines import Failed
from tests.verify.stories import CHOOSE, ELECT, MONEY


def swap_titles(record) -> None:
    first, second = record["rounds"][0]["ranking"][:2]
    first["title"], second["title"] = second["title"], first["title"]


def swap_ranks(record) -> None:
    ranking = record["rounds"][CHOOSE - 1]["ranking"]
    ranking[0], ranking[-1] = ranking[-1], ranking[0]


def one_more_vote(record) -> None:
    line = record["rounds"][ELECT - 1]["ranking"][0]
    line["votes"] += 1
    line["figures"]["suara"] += 1


def fund_another(record) -> None:
    decision = record["rounds"][MONEY - 1]["decisions"][0]
    options = [line["proposal"] for line in record["rounds"][MONEY - 1]["ranking"]]
    decision["chosen"] = [one for one in options if one not in decision["chosen"]][:1]


def true_for_one(record) -> None:
    record["rounds"][0]["ranking"][0]["rank"] = True


def without_a_round(record) -> None:
    del record["rounds"][3]


def a_round_more(record) -> None:
    record["rounds"].append(copy.deepcopy(record["rounds"][0]) | {"number": 12})


def another_price(record) -> None:
    record["proposals"][0]["unit_cost"] = 7


def another_agency(record) -> None:
    record["proposals"][0]["agency"] = "Dinas lain"


def another_item(record) -> None:
    record["proposals"][0]["catalog"] = "9.99"


def beyond_the_pagu(record) -> None:
    record["budget"]["beyond"].append(record["budget"]["order"][0])


def less_in_all(record) -> None:
    record["budget"]["total"] -= 1


RECORDS: dict[str, Callable] = {
    "another price": another_price,
    "another agency": another_agency,
    "another item of the catalogue": another_item,
    "beyond the pagu": beyond_the_pagu,
    "less in all": less_in_all,
    "two titles swapped": swap_titles,
    "two ranks swapped": swap_ranks,
    "a vote more": one_more_vote,
    "money to another": fund_another,
    "true for 1": true_for_one,
    "a vote left out": without_a_round,
    "a vote invented": a_round_more,
    "another rule": lambda record: record["rounds"][0]["rule"].update(most=2),
    "a poll": lambda record: record["rounds"][0].update(binding=False),
    "more cards": lambda record: record["rounds"][0].update(joined=99),
    "other lots": lambda record: record["rounds"][1].update(lots=[7]),
    "another tie": lambda record: record["rounds"][0].update(ties=["nomor", "undian"]),
    "a wide bar": lambda record: record["rounds"][0]["ranking"][0].update(share=100),
    "a place": lambda record: record["rounds"][7]["decisions"][0]["by_neighborhood"].update(IV=5),
    "a proposal": lambda record: record["proposals"][0].update(title="Gapura"),
    "a cost": lambda record: record["proposals"][0].update(cost=1),
    "a fate": lambda record: record["proposals"][-1].update(fate="waiting"),
    "a reason": lambda record: record["proposals"][-1].update(reason="Tidak layak."),
    "a card": lambda record: record["cards"].update(printed=61),
    "a card's reason": lambda record: record["cards"]["reasons"].update({"9": "hilang"}),
    "no cards": lambda record: record.pop("cards"),
    "more hands": lambda record: record["rounds"][0].update(people=6),
    "hands by another": lambda record: record["rounds"][0]["channels"][-1].update(by="Camat"),
    "a way in left out": lambda record: record["rounds"][0]["channels"].pop(),
    "rights on phones": lambda record: record["cards"].update(by_desk=True),
    "the ward": lambda record: record["session"].update(ward="Sijambi"),
    "the day": lambda record: record.update(closed="2020-01-01T00:00:00+00:00"),
    "a phase": lambda record: record["phases"][1].update(title="Doa"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_what_the_archive_shows_must_follow(story: Story, failed: Failed, name: str) -> None:
    bundle = Forger(story).change_record(RECORDS[name]).bundle()
    assert failed(bundle) == {9}
