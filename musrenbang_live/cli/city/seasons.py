"""A season that is over: every kelurahan has met, and some of what they agreed went on, to the
kecamatan and to the city, where it was agreed, changed, put together, kept in reserve or refused.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.cli.city.gathering import Gathering
from musrenbang_live.cli.city.plans import Plans, phase_at, sector_keys, workday
from musrenbang_live.cli.city.stories import STORIES, told
from musrenbang_live.core import commands as c
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.tiers import carried, origin_of, provenance, ref_of, unit_of
from musrenbang_live.live.notary import Notary
from musrenbang_live.store.pool import Pool
from musrenbang_live.web.wards import Ward

AT_ONCE: Final = 3
"""Meetings that are stored at the same moment."""
AGREED: Final = 5
"""Proposals on the agreed list of a kelurahan."""
WENT_ON: Final = {"kecamatan": 3, "kota": 6}
"""How many of each agreed list below the meeting of a tier takes up."""
LONG_AGO: Final = "Beting Kuala Kapias"
"""The kelurahan of the meeting that `demo` shows: its earlier proposals are told by name."""
KNOWN_DISTRICT: Final = "Teluk Nibung"
BY_CONSENSUS: Final = "Disepakati dengan mufakat sebelum pemungutan suara."
WHY_NOT: Final = (
    ("hibah", "Kelompok penerima belum berbadan hukum."),
    ("kewenangan", "Tepi sungai besar menjadi kewenangan provinsi."),
    ("lahan", "Tanahnya milik pribadi dan belum dihibahkan."),
    ("pagu", "Diusulkan kembali tahun depan."),
    ("program", "Sudah ada dalam program dinas."),
)
Known = tuple[str, int, str, int | None, int | None]
TOLD: Final[tuple[Known, ...]] = (
    ("Pembangunan drainase Gang Nelayan Lingkungan VI", 1, "VI", 180, 153_000_000),
    ("Semenisasi Gang Kerang Lingkungan I", 0, "I", 120, 48_000_000),
    ("Penggantian titi kayu Lingkungan III menjadi titi beton", 3, "III", 1, 85_000_000),
    ("Lampu jalan dari simpang sampai masjid Lingkungan V", 2, "V", 8, 52_000_000),
    ("Bantuan jaring dan mesin sampan nelayan kecil", 15, "VIII", 20, 300_000_000),
    ("Turap tepi Sungai Asahan Lingkungan VIII", 6, "VIII", 75, 450_000_000),
    ("Parit Gang Nelayan Lingkungan VI dibuatkan", 1, "VI", None, None),
)
"""What `LONG_AGO` asked for: title, the story it is like, lingkungan, quantity, cost."""

Tell = Callable[[], None]


class Held(Struct, frozen=True):
    """A meeting that was held and published: its place in the store and its agreed list."""

    session: int
    code: str
    plan: SessionPlan
    ranks: tuple[int, ...]
    contents: dict[int, ProposalContent]


class Season(Struct, frozen=True):
    """The meetings of one year, tier by tier."""

    year: int
    wards: tuple[Held, ...]
    districts: tuple[Held, ...]
    city: Held


async def season(
    pool: Pool,
    notary: Notary,
    plans: Plans,
    year: int,
    by: int,
    wards: Sequence[Ward],
    tell: Tell,
    *,
    named: bool,
) -> Season:
    """The season of `year`: `wards` have met, then their kecamatan, then the city. Led by the
    person `by`. `named`: `LONG_AGO` asked for what stands in `TOLD`, else for anything, as all
    others. `tell` is called after each meeting."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def ward_meeting(place: int, ward: Ward) -> Held:
        async with gate:
            starts = workday(year, 1, 11, place % 5, 9 if place % 2 else 14)
            plan = plans.ward(ward, year, starts)
            asked = TOLD if named and ward.name == LONG_AGO else ()
            held = await _ward(pool, notary, plan, by, starts, asked)
        tell()
        return held

    async def district_meeting(place: int, name: str) -> Held:
        async with gate:
            starts = workday(year, 2, 1, place % 3)
            plan = plans.district(name, year, starts)
            below = [each for each in met if each.plan.district == name]
            held = await _above(pool, notary, plan, by, starts, below)
        tell()
        return held

    met = await asyncio.gather(*(ward_meeting(*each) for each in enumerate(wards)))
    names = list(dict.fromkeys(ward.district for ward in wards))
    districts = await asyncio.gather(*(district_meeting(*each) for each in enumerate(names)))
    starts = workday(year, 2, 12)
    city = await _above(pool, notary, plans.city(year, starts), by, starts, districts)
    tell()
    return Season(year, tuple(met), tuple(districts), city)


async def _ward(
    pool: Pool, notary: Notary, plan: SessionPlan, by: int, at: int, known: Sequence[Known]
) -> Held:
    """A kelurahan's meeting from its opening to its publication. Of what is `known` by name the
    last is put into the first, and the two before it are refused."""
    chance = random.Random(f"{plan.year} {plan.ward_code}")  # noqa: S311
    keys = sector_keys(plan)
    anything = told(chance, plan.neighborhoods, keys, chance.randint(5, 8))
    asked = [_known(each) for each in known] or anything
    async with pool.acquire() as conn:
        hall = await Gathering.called(conn, plan, by, chance, at)
        await hall.join(chance.randint(24, 58))
        await hall.act(c.OpenMeeting(), c.EnterPhase(phase_at(plan, "usulan")))
        await hall.hand_in(asked)
        await hall.support(0.14)
        hall.at += 60 * 60_000
        first, *voted = await _discussed(hall, chance, bool(known))
        voters = [person for person in hall.people if chance.random() < 0.8]
        counted = await hall.vote(voters, 5)
        order = sorted(voted, key=lambda number: (-counted.get(number, 0), number))
        hall.at += 15 * 60_000
        await hall.act(
            c.CloseRound(1),
            c.RevealRound(1),
            c.AgreeRanks((first, *order)[:AGREED], tuple(order), BY_CONSENSUS),
            c.EnterPhase(phase_at(plan, "penutup")),
            c.PublishMeeting(),
        )
    return await _published(notary, hall)


async def _discussed(hall: Gathering, chance: random.Random, known: bool) -> list[int]:
    """The musyawarah, and the vote opened: what was agreed at once, then what is voted on."""
    plan, standing = hall.meeting.plan, [each.number for each in hall.meeting.standing()]
    acts: list[c.AnyCommand] = [c.EnterPhase(phase_at(plan, "musyawarah"))]
    if known:
        acts.append(c.MergeProposal(standing.pop(), standing[0]))
    refused = standing[-2:] if known else standing[-1:]
    standing = [number for number in standing if number not in refused]
    for place, number in enumerate(refused):
        code, reason = WHY_NOT[place] if known else chance.choice(WHY_NOT)
        acts.append(c.DecideProposal(number, "belum", code, reason))
    acts.append(c.DecideProposal(standing[0], "mufakat"))
    acts.append(c.EnterPhase(phase_at(plan, "pemungutan"), tuple(standing[1:])))
    await hall.act(*acts)
    return standing


def _known(each: Known) -> ProposalContent:
    title, like, where, quantity, cost = each
    story = STORIES[like]
    return ProposalContent(
        title=title,
        problem=story.problem,
        sector=story.sector,
        neighborhood=where,
        quantity=quantity,
        unit=story.unit if quantity else "",
        cost=cost,
        beneficiaries=65 if cost else None,
        beneficiary_unit=story.whom if cost else "",
        agency=story.agency,
    )


async def _above(
    pool: Pool, notary: Notary, plan: SessionPlan, by: int, at: int, below: Sequence[Held]
) -> Held:
    """A meeting of the tier above: what came from below is agreed, changed or refused."""
    chance = random.Random(f"{plan.year} {plan.tier} {plan.district}")  # noqa: S311
    async with pool.acquire() as conn:
        hall = await Gathering.called(conn, plan, by, chance, at)
        await hall.join(chance.randint(30, 60))
        await hall.act(
            c.OpenMeeting(),
            c.EnterPhase(phase_at(plan, "usulan")),
            *_brought(hall.code, plan, below),
        )
        await hall.support(0.1)
        hall.at += 90 * 60_000
        await hall.act(
            c.EnterPhase(phase_at(plan, "musyawarah")),
            *_settled(hall, chance),
            c.EnterPhase(phase_at(plan, "penutup")),
            c.PublishMeeting(),
        )
    return await _published(notary, hall)


def _brought(code: str, plan: SessionPlan, below: Sequence[Held]) -> list[c.AnyCommand]:
    """The best of each agreed list below, the first of all first."""
    return [
        c.SubmitProposal(
            ref=ref_of("usulan", code, origin_of(held.code, held.ranks[place])),
            author="",
            content=carried(
                plan, held.plan, held.contents[held.ranks[place]], unit_of(plan, held.plan)
            ),
            proposer=provenance(held.plan, place + 1),
            assisted=True,
            origin=origin_of(held.code, held.ranks[place]),
        )
        for place in range(WENT_ON[plan.tier])
        for held in sorted(below, key=lambda each: not _has_known(each.plan))
        if place < len(held.ranks)
    ]


def _has_known(plan: SessionPlan) -> bool:
    return LONG_AGO in (plan.ward, *plan.neighborhoods) or plan.ward == KNOWN_DISTRICT


def _settled(hall: Gathering, chance: random.Random) -> list[c.AnyCommand]:
    """One is changed, one put into another, one refused, one kept in reserve; the rest is agreed,
    in the order of how many support it."""
    numbers = list(hall.meeting.proposals)
    acts: list[c.AnyCommand] = []
    middle = numbers[1:]
    if len(middle) > 3:
        lamps = _like_another(hall, middle)
        if lamps:
            acts.append(c.MergeProposal(*lamps))
            middle.remove(lamps[0])
            numbers.remove(lamps[0])
        refused, reserve = middle[-1], middle[-2]
        code, reason = chance.choice(WHY_NOT[2:])
        acts.append(c.DecideProposal(refused, "belum", code, reason))
        acts.append(c.DecideProposal(reserve, "cadangan"))
        numbers = [number for number in numbers if number not in (refused, reserve)]
    changed = hall.meeting.proposals[numbers[-1]].content
    if changed.cost and changed.quantity and changed.quantity > 1:
        least = max(1, int(changed.quantity * 0.8))
        cost = round(changed.cost * least / changed.quantity)
        acts.append(c.EditProposal(numbers[-1], replace(changed, quantity=least, cost=cost)))
    acts += [c.DecideProposal(number, "mufakat") for number in numbers]
    acts.append(c.AgreeRanks(tuple(numbers)))
    return acts


def _like_another(hall: Gathering, numbers: Sequence[int]) -> tuple[int, int] | None:
    """Two that ask the same of the same agency, the later of them first; None without any."""
    seen: dict[tuple[str, str], int] = {}
    for number in numbers:
        content = hall.meeting.proposals[number].content
        kind = (content.title.split(" ")[0], content.agency)
        if kind in seen:
            return number, seen[kind]
        seen[kind] = number
    return None


async def _published(notary: Notary, hall: Gathering) -> Held:
    await notary.sign(hall.session, hall.code)
    proposals = hall.meeting.proposals
    return Held(
        hall.session,
        hall.code,
        hall.meeting.plan,
        hall.meeting.ranks,
        {number: proposal.content for number, proposal in proposals.items()},
    )
