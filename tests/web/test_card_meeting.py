"""A whole meeting by voter card: what is published is what every phone was told was stored."""

import json
import random
from pathlib import Path

from musrenbang_live.cli.demo import EXAMPLES
from musrenbang_live.cli.simulation.checking import differences
from musrenbang_live.cli.simulation.examples import read_examples
from musrenbang_live.cli.simulation.play import Play, whole_meeting
from musrenbang_live.config import folder
from tests.web.lines import opened

RESIDENTS = 24


async def test_a_meeting_by_card_from_the_printer_to_the_archive(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path, by_card=True) as house:
        room = await house.room()
        examples = read_examples(
            folder("sessions").joinpath(*EXAMPLES), room.meeting.plan.ward_code
        )
        play = Play([house.base], house.code, room.meeting.plan, examples, random.Random(2027))
        try:
            await whole_meeting(play, RESIDENTS, house.token, lambda step: None)
        finally:
            await play.leave()
        page = await play.facilitator.visitor.get(f"/arsip/{house.code}.json")
        published = json.loads(page.html)
    assert differences(play, published) == []
    assert published["attendance"]["joined"] == RESIDENTS
    [round_] = published["rounds"]
    assert (round_["binding"], round_["joined"]) == (True, RESIDENTS)
    assert 0 < round_["ballots"] <= RESIDENTS
    assert published["cards"] == {
        **{"printed": RESIDENTS, "handed_out": RESIDENTS, "revoked": 0, "leftover": 0},
        "reasons": {},
    }
