"""A limit on how much one participant sends by forms; neighbours at the same address feel none."""

import asyncio

import pytest

from musrenbang_live.core.errors import Rejected
from musrenbang_live.web.rate_limit import MOST, WITHIN, RateLimit
from tests.core.making import tried
from tests.web.browsing import Hall, Visitor
from tests.web.residents import Gathering, ballots

SLOW_DOWN = "Terlalu banyak kiriman dari ponsel ini. Tunggu sebentar, lalu kirim kembali."


def sent(limit: RateLimit, who: str, clock: float, times: int = 1) -> int:
    """How many of so many things `who` sends are taken."""
    taken = 0
    for _ in range(times):
        answer = tried(limit.step, who, clock)
        if isinstance(answer, Rejected):
            assert answer.code == "too_fast"
            assert 1 <= int(answer.details["again"]) <= 1000 * WITHIN
        else:
            taken += 1
    return taken


def test_so_many_are_taken_and_later_so_many_again() -> None:
    limit = RateLimit()
    assert sent(limit, "siti", 100.0, MOST + 5) == MOST
    assert sent(limit, "siti", 100.0 + WITHIN) == 0
    assert sent(limit, "siti", 100.1 + WITHIN, MOST + 1) == MOST


def test_one_who_sends_too_much_holds_up_nobody_else() -> None:
    limit = RateLimit()
    assert sent(limit, "siti", 100.0, 3 * MOST) == MOST
    assert all(sent(limit, f"warga-{n}", 100.0) for n in range(2000))


def test_what_was_sent_long_ago_is_forgotten() -> None:
    limit = RateLimit()
    for second in range(100):
        for n in range(50):
            sent(limit, f"warga-{second}-{n}", float(second))
    assert len(limit._windows) <= 50 * (WITHIN + 1)


@pytest.mark.usefixtures("at_one_moment")
async def test_a_vote_sent_too_fast_stays_on_the_page(
    gathering: Gathering, visitor: Visitor, hall: Hall
) -> None:
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposals(3)
    await gathering.phase("pemungutan")
    page = await visitor.open(gathering.home)
    form = page.form("/suara")
    for n in range(MOST):
        answer = await visitor.client.post(
            form.action, data=form.filled({"mark": [str(1 + n % 2)], "ref": None})
        )
        assert answer.status_code == 200
    page = await visitor.send(page, "/suara", mark=["3"])
    assert page.status == 429
    assert SLOW_DOWN in page.text
    assert 1 <= int(page.answer.headers["retry-after"]) <= WITHIN
    assert ("mark", "3") in page.form("/suara").fields
    assert await gathering.hall.site.pool.fetchval("SELECT mark->>0 FROM ballot") == "2"
    async with hall.visitor() as neighbour:  # the same address
        await gathering.joined(neighbour)
        await neighbour.send(await neighbour.open(gathering.home), "/suara", mark=["3"])
    assert await ballots(gathering) == 2


@pytest.mark.usefixtures("at_one_moment")
@pytest.mark.parametrize("page", ["usulan", "tulis"])
async def test_nothing_typed_is_lost_by_sending_too_fast(
    gathering: Gathering, visitor: Visitor, page: str
) -> None:
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposal()
    listed = await visitor.open(f"{gathering.home}/usulan")
    support = listed.form("dukung-1")
    await asyncio.gather(
        *(visitor.client.post(support.action, data=support.filled({})) for _ in range(MOST))
    )
    if page == "usulan":
        answer = await visitor.send(listed, "dukung-1")
    else:
        told = {"problem": "Gelap", "neighborhood": "II", "title": "Lampu jalan"}
        writing = await visitor.open(f"{gathering.home}/tulis")
        answer = await visitor.send(writing, "/tulis", **told)
        kept = dict(answer.form("/tulis").fields)
        assert {name: kept[name] for name in told} == told
    assert answer.status == 429
    assert SLOW_DOWN in answer.text
    assert "retry-after" in answer.answer.headers
