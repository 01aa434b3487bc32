"""Proposals that ask the same are found: on the 40 examples, and on pairs the table never saw."""

from collections.abc import Iterable
from itertools import combinations

import pytest
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.similar import Pair, Said, groups, normal
from musrenbang_live.store import similar
from musrenbang_live.store.pool import Pool
from tests.builders import content, plan
from tests.core import similar_pairs
from tests.core.making import examples
from tests.store.hall import Hall, count, new_hall, new_id

NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


def said_in(row: dict[str, str]) -> ProposalContent:
    return content(
        row["usulan_kegiatan"],
        problem=row["permasalahan"],
        landmark=row["detail_lokasi"],
        neighborhood=row["lingkungan"],
    )


async def hall_of(db: Pool, contents: Iterable[ProposalContent], code: str = "HMX4T7") -> Hall:
    """A session in which the committee has typed these in, so that all are shown."""
    hall = await new_hall(db, plan(neighborhoods=NUMERALS), code)
    await hall.do(c.OpenMeeting(), c.EnterPhase(1))
    for each in contents:
        await hall.do(c.SubmitProposal(new_id(), "", each, assisted=True))
    return hall


def clusters(rows: list[dict[str, str]], mark: str = "") -> set[frozenset[int]]:
    """Pairs of rows, by place from 1, that share a cluster; with `mark` one of them bears it."""
    found = set()
    for (a, one), (b, other) in combinations(enumerate(rows, 1), 2):
        names = one["klaster_duplikat"], other["klaster_duplikat"]
        if not all(names) or len({name.partition("-")[0] for name in names}) > 1:
            continue
        suffixes = {name.partition("-")[2] for name in names}
        if suffixes == {mark} or (mark and mark in suffixes):
            found.add(frozenset((a, b)))
    return found


def graded(pairs: list[Pair], grade: str) -> set[frozenset[int]]:
    return {frozenset((pair.low, pair.high)) for pair in pairs if pair.grade == grade}


async def test_every_cluster_of_the_examples_is_found_and_nothing_else(db: Pool) -> None:
    """Recall 1, precision 1 for `sama` on all 40 in one meeting, whose lingkungan have the same
    numerals though they are of three kelurahan. The table was made from these examples: how it does
    on others is in the next test."""
    rows = examples()
    hall = await hall_of(db, map(said_in, rows))
    pairs = await similar.pairs(db, hall.row.id)
    same, related = graded(pairs, "sama"), graded(pairs, "mirip")
    assert len(clusters(rows)) == 9
    assert same == clusters(rows)
    assert not same & clusters(rows, "batas")
    assert clusters(rows, "mirip") <= related
    wanted = {(1, 2), (4, 5), (9, 10, 11), (15, 16), (21, 22), (25, 26), (29, 30)}
    assert set(groups(pairs)) == wanted


async def test_each_kelurahan_alone_finds_its_own_clusters(db: Pool) -> None:
    for code, ward in zip(("HMX4T7", "HMX4TA", "HMX4TC"), ("1005", "1001", "1003"), strict=True):
        rows = [row for row in examples() if row["kode_kelurahan"].endswith(ward)]
        hall = await hall_of(db, map(said_in, rows), code)
        assert graded(await similar.pairs(db, hall.row.id), "sama") == clusters(rows)


async def test_pairs_the_table_was_not_made_from(db: Pool) -> None:
    """At the first try 14 of 16 were found and 2 of 16 others were taken for the same; after one
    rule was added for requests that name no thing of the table (a road with its name), 15 and 2:
    recall 0.94, precision 0.88. Near requests taken for the same cost a person one press."""
    found = []
    for code, made in zip(
        ("HMX4T7", "HMX4TA"), (similar_pairs.SAME, similar_pairs.DIFFERENT), strict=True
    ):
        hits = 0
        for place, (title, problem, other, reason) in enumerate(made):
            both = content(title, problem=problem), content(other, problem=reason)
            hall = await hall_of(db, both, code[:-2] + "CDEFHJKMNPQRTWXY"[place] + code[-1])
            hits += len(graded(await similar.pairs(db, hall.row.id), "sama"))
        found.append(hits)
    assert found == [15, 2]


async def test_letters_alone_cannot_tell(db: Pool) -> None:
    """Why the words are weighed: by trigrams a pair that must not be merged is more alike than one
    that asks the same."""
    rows = {
        row["no"]: normal(f"{row['usulan_kegiatan']}\n{row['permasalahan']}") for row in examples()
    }
    ask = "SELECT similarity($1, $2)"
    apart = await db.fetchval(ask, rows["4"], rows["6"])
    alike = await db.fetchval(ask, rows["9"], rows["10"])
    assert apart > alike


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("titi lapuk", 5),
        ("tolong jambatan kayu di ganti", 4),
        ("lampu jln gelap", 9),
        ("air rob masuk rumah, bikin parit", 2),
    ],
)
async def test_while_somebody_types_the_nearest_comes_first(
    db: Pool, typed: str, first: int
) -> None:
    hall = await hall_of(db, map(said_in, examples()[:14]))
    place = hall.meeting.proposals[first].content.neighborhood
    near = await similar.near(db, hall.row.id, Said(typed, neighborhood=place))
    assert near[0].number == first
    assert near[0].likeness.grade == "sama"


@pytest.mark.parametrize(
    "typed", ["", "   ", "tolong pak", "🙂🙂", "x" * 800, "%' OR 1=1 --", "\\"]
)
async def test_text_that_says_nothing_is_like_nothing(db: Pool, typed: str) -> None:
    hall = await hall_of(db, map(said_in, examples()[:6]))
    assert await similar.near(db, hall.row.id, Said(typed)) == []


async def test_only_what_stands_in_this_meeting_is_offered(db: Pool) -> None:
    hall = await hall_of(db, map(said_in, examples()[3:6]))
    other = await hall_of(db, [content("Titi lapuk", neighborhood="III")], "HMX4TA")
    asked = Said("titi lapuk", neighborhood="III")

    async def offered() -> list[int]:
        return [each.number for each in await similar.near(db, hall.row.id, asked)]

    assert set(await offered()) == {1, 2, 3}
    await hall.do(c.MergeProposal(2, 1), c.HideProposal(3, "Contoh"))
    assert await offered() == [1]
    assert [each.number for each in await similar.near(db, other.row.id, asked)] == [1]


async def test_pairs_follow_what_is_said(db: Pool) -> None:
    hall = await hall_of(db, map(said_in, examples()[:2]))
    assert graded(await similar.pairs(db, hall.row.id), "sama") == {frozenset((1, 2))}
    said = hall.meeting.proposals[2].content
    await hall.do(
        c.EditProposal(2, replace(said, title="Pos kamling", problem="Sering kemalingan"))
    )
    assert await similar.pairs(db, hall.row.id) == []
    await hall.do(c.EditProposal(2, said))
    assert len(await similar.pairs(db, hall.row.id)) == 1
    await hall.do(c.MergeProposal(2, 1))
    assert await similar.pairs(db, hall.row.id) == []
    await hall.do(c.UnmergeProposal(2))
    assert len(await similar.pairs(db, hall.row.id)) == 1


async def test_a_person_says_that_they_are_none_and_it_lasts(db: Pool) -> None:
    hall = await hall_of(db, map(said_in, examples()[8:11]))
    assert groups(await similar.pairs(db, hall.row.id)) == [(1, 2, 3)]
    await similar.tell_apart(db, hall.row.id, [1, 2], apart=True)
    assert (1, 2, 3) not in groups(await similar.pairs(db, hall.row.id))
    said = hall.meeting.proposals[1].content
    await hall.do(c.EditProposal(1, replace(said, title=f"{said.title}, 8 titik")))
    apart = [pair for pair in await similar.pairs(db, hall.row.id) if pair.apart]
    assert [(pair.low, pair.high) for pair in apart] == [(1, 2)]
    await similar.tell_apart(db, hall.row.id, [1, 2], apart=False)
    assert groups(await similar.pairs(db, hall.row.id)) == [(1, 2, 3)]


async def test_what_an_older_table_made_is_made_anew(db: Pool) -> None:
    hall = await hall_of(db, map(said_in, examples()[:6]))
    before = await similar.pairs(db, hall.row.id)
    await db.execute("DELETE FROM proposal_words WHERE number < 3")
    await db.execute("UPDATE proposal_words SET edition = 0, plain = ''")
    await db.execute("DELETE FROM proposal_pair")
    async with db.acquire() as conn:
        assert await similar.refill(conn) == 6
        assert await similar.refill(conn) == 0
    assert await similar.pairs(db, hall.row.id) == before
    assert await count(db, "proposal_words") == 6
