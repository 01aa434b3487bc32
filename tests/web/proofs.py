"""A published meeting with votes of several kinds, by card, and what a stranger finds in it."""

import io
import random
import uuid
import zipfile

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Agree, AnyRule, Budget, Choose, Dots, Elect, Mark, Rank
from musrenbang_live.core.meeting import Round
from musrenbang_live.core.plan import RoundPlan, Rules
from musrenbang_live.core.verifying import Asked, Finding, Tools, verify
from musrenbang_live.core.views.archive import archive
from musrenbang_live.live.signing import verified
from musrenbang_live.web.archive.record import json_file
from tests.builders import content, plan
from tests.web.browsing import Hall, Visitor
from tests.web.records import HOUSE
from tests.web.residents import LEADER, Gathering, gathered

VOTERS = 6
RULES: dict[str, AnyRule] = {
    "pilih": Choose(2),
    "setuju": Agree(),
    "poin": Dots(5),
    "urutan": Rank(3),
    "anggaran": Budget(90_000_000),
    "delegasi": Elect(2, 2, women=1),
}
TOOLS = Tools(verified, lambda meeting, counts: json_file(archive(meeting, counts)))


def _mark(held: Round, chance: random.Random) -> Mark:
    options = list(held.options)
    chance.shuffle(options)
    match held.plan.rule:
        case Agree():
            mark: Mark = [[option, chance.randint(1, 3)] for option in options]
        case Dots():
            mark = [[options[0], 3], [options[1], 2]]
        case _:
            mark = options[:2]
    return held.plan.rule.valid(mark, held.paper)


async def published(hall: Hall, kinds: tuple[str, ...] = tuple(RULES)) -> Gathering:
    """A published meeting in which six cards voted in a round of each of these kinds.

    It is signed and on the shelf: nobody will still read or write its rows behind the pages.
    """
    chance = random.Random(7)
    planned = tuple(RoundPlan(k, f"Suara {k}", RULES[k], ties=("undian",)) for k in kinds)
    it = await gathered(hall, plan(rules=Rules(access="kartu"), rounds=planned))
    made = await hall.site.cards.print(it.room, LEADER, VOTERS + 2)
    await it.act(c.ActivateCards(1, VOTERS + 1), c.VoidCard(VOTERS + 1, "Robek"))
    await it.phase("usulan")
    for number in range(1, 5):
        said = content(f"Titi nomor {number}", cost=30_000_000, landmark=HOUSE)
        await it.proposal(said)
    await it.act(c.HideProposal(4, "Sudah dibangun."))
    for place, name in enumerate(("Ijah", "Rusli", "Sorta")):
        await it.act(c.Nominate(str(uuid.uuid4()), name, place != 1))
    voters = [
        (await hall.site.cards.enter(it.room, card.code, "")).card.participant
        for card in made[:VOTERS]
    ]
    await it.phase("musyawarah")
    for key in kinds:
        await it.act(c.OpenRound(key))
        held = it.meeting.open_round
        assert held is not None
        for voter in voters:
            await it.cast(_mark(held, chance), by=voter)
        await it.act(c.CloseRound(held.number), c.RevealRound(held.number))
    await it.act(c.PublishMeeting())
    await hall.signed()
    await hall.site.shelving.look()
    return it


async def bundle_of(it: Gathering, visitor: Visitor) -> bytes:
    """The bundle as it is made at this moment, not as it was kept."""
    it.hall.site.bundles.forget()
    answer = await visitor.client.get(f"/arsip/{it.room.code}/bundle.zip")
    assert answer.status_code == 200
    return answer.content


def findings(data: bytes, asked: Asked | None = None) -> list[Finding]:
    """What is found about a bundle."""
    return list(verify(data, TOOLS, asked or Asked()))


def wrong(data: bytes, asked: Asked | None = None) -> dict[int, str]:
    """What is wrong with a bundle, by check."""
    return {each.number: each.sentence for each in findings(data, asked) if not each.passed}


def files_of(data: bytes) -> dict[str, bytes]:
    """The files in it, as any program opens them."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
