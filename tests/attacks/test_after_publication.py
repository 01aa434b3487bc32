"""An administrator with the whole database changes rows after the publication: the bundle says so.

Each ends in a bundle that is refused; whoever holds the site's key as well, and signs everything
anew, is still contradicted by a checkpoint that somebody kept.
"""

import random
import re

import pytest

from musrenbang_live.core.verifying import Asked, NoBundle, verify
from musrenbang_live.live.signing import SiteKey
from tests.web.browsing import Hall, Visitor
from tests.web.proofs import TOOLS, bundle_of, files_of, published, wrong

EDITS = {
    "the cost of a proposal": """
        UPDATE event SET body = jsonb_set(body, '{content,cost}', '1')
        WHERE kind = 'ProposalSubmitted' AND (body->>'number')::int = 1
        """,
    "the words of a proposal": """
        UPDATE event SET words = words || '{"content.title": "Kolam renang lurah"}'
        WHERE kind = 'ProposalSubmitted' AND (body->>'number')::int = 1
        """,
    "the published line of a record": """
        UPDATE event SET line = replace(line, '"number":1', '"number":2')
        WHERE kind = 'ProposalApproved' AND (body->>'number')::int = 1
        """,
    "a record is deleted": "DELETE FROM event WHERE kind = 'ProposalHidden'",
    "records change places": """
        UPDATE event SET seq = CASE kind WHEN 'RoundClosed' THEN seq + 1000 ELSE seq END
        """,
    "a choice": """
        UPDATE mark SET mark = '[1]' WHERE id = (SELECT min(id::text)::uuid FROM mark
            WHERE round = 1 AND mark <> '[1]')
        """,
    "a choice taken out": """
        DELETE FROM mark WHERE id = (SELECT min(id::text)::uuid FROM mark WHERE round = 1)
        """,
    "a choice put in": """
        INSERT INTO mark (session_id, round, id, mark, via)
        SELECT min(session_id), 1, gen_random_uuid(), '[1]', 'ponsel' FROM mark
        """,
    "how a ballot came in": "UPDATE mark SET via = 'kertas' WHERE round = 1",
    "a receipt": """
        UPDATE receipt SET receipt = gen_random_uuid()
        WHERE receipt = (SELECT min(receipt::text)::uuid FROM receipt WHERE round = 1)
        """,
    "a receipt taken out": """
        DELETE FROM receipt WHERE receipt = (SELECT min(receipt::text)::uuid FROM receipt)
        """,
    "a card more was used": """
        INSERT INTO used (session_id, round, used)
        SELECT min(session_id), 1, gen_random_uuid() FROM used
        """,
    "the plan": "UPDATE session SET plan = jsonb_set(plan, '{ceiling}', '5')",
    "a signed root": "UPDATE checkpoint SET note = replace(note, 'A', 'B')",
    "a signed root is deleted": """
        DELETE FROM checkpoint WHERE seq = (SELECT max(seq) FROM checkpoint)
        """,
}
REPAIRED = frozenset({"a signed root is deleted"})
"""What the site makes again, the same as before."""


@pytest.mark.parametrize("edit", EDITS)
async def test_a_row_edited_after_the_publication_is_found(
    hall: Hall, visitor: Visitor, edit: str
) -> None:
    it = await published(hall, ("pilih", "delegasi"))
    true = await bundle_of(it, visitor)
    assert wrong(true) == {}
    done = await hall.site.pool.execute(EDITS[edit])
    assert not done.endswith(" 0"), "the edit touched nothing"
    changed = await bundle_of(it, visitor)
    if edit in REPAIRED:
        assert changed == true
    else:
        assert wrong(changed), edit


@pytest.mark.parametrize("edit", ["a choice", "the published line of a record", "a receipt"])
async def test_signed_anew_by_the_site_itself_it_contradicts_a_kept_checkpoint(
    hall: Hall, visitor: Visitor, edit: str
) -> None:
    """The administrator also forgets the old roots, and the site signs what it finds."""
    it = await published(hall, ("pilih", "delegasi"))
    kept = (await visitor.client.get(f"/arsip/{it.room.code}/checkpoint.txt")).text
    await hall.site.pool.execute(EDITS[edit])
    await hall.site.pool.execute("DELETE FROM checkpoint")
    changed = await bundle_of(it, visitor)
    asked = Asked(older=kept)
    assert 1 not in wrong(changed), "the site has signed it"
    assert 2 not in wrong(changed), "and all its roots"
    assert "not those of the older checkpoint" in wrong(changed, asked)[3]


async def test_a_choice_edited_and_everything_recounted_is_found_by_a_kept_checkpoint_alone(
    hall: Hall, visitor: Visitor
) -> None:
    """What no program can find in the file: a consistent lie, signed by the site."""
    it = await published(hall, ("pilih",))
    kept = (await visitor.client.get(f"/arsip/{it.room.code}/checkpoint.txt")).text
    await hall.site.pool.execute(EDITS["a choice"])
    await hall.site.pool.execute("DELETE FROM checkpoint")
    lie = await bundle_of(it, visitor)
    assert wrong(lie) == {}
    assert wrong(lie, Asked(older=kept)).keys() == {3}


async def test_a_database_copied_to_another_site_is_not_this_one(
    hall: Hall, visitor: Visitor
) -> None:
    it = await published(hall, ("pilih",))
    theirs = (await visitor.client.get("/kunci.txt")).text.strip()
    data = await bundle_of(it, visitor)
    other = SiteKey(b"t" * 32).public.text
    assert wrong(data, Asked(key=theirs)) == {}
    assert wrong(data, Asked(key=other)).keys() == {1}


async def test_one_byte_changed_anywhere_is_refused(hall: Hall, visitor: Visitor) -> None:
    it = await published(hall)
    data = await bundle_of(it, visitor)
    assert wrong(data) == {}
    chance = random.Random(20)
    small = [n for name in (b"key.txt", b"checkpoint-1.txt") for n in _inside(data, name)]
    heads = [n for found in re.finditer(b"PK[\1\3\5]", data) for n in range(*found.span())]
    random_places = [chance.randrange(len(data)) for _ in range(4_000)]
    for place in [*small, *heads, *range(data.rindex(b"PK\5\6"), len(data)), *random_places]:
        other = data[place] ^ (1 << chance.randrange(8))
        assert _refused(data[:place] + bytes([other]) + data[place + 1 :]), place
    assert len(files_of(data)) > 20


def _inside(data: bytes, name: bytes) -> range:
    """The header of a file and what it contains."""
    begin = data.index(name) - 30
    return range(begin, data.index(b"PK\3\4", begin + 1))


def _refused(data: bytes) -> bool:
    try:
        return any(not each.passed for each in verify(data, TOOLS))
    except NoBundle:
        return True
