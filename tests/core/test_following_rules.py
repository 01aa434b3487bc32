"""Which office may move a proposal where, and when an answer is overdue."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from musrenbang_live.core.deliberating import REASON_CODES
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.following import STATES, State, reached
from musrenbang_live.core.following_rules import (
    DAY,
    DAYS,
    FINAL,
    MOVES,
    WAITS,
    WITH_REASON,
    Move,
    Standing,
    checked_move,
    days_late,
    is_theirs,
    is_waiting,
    moves,
    turns,
)
from musrenbang_live.core.offices import OFFICE_KINDS, Office

DISTRICT, AGENCY = "Datuk Bandar Timur", "Dinas PUPR"


def standing(state: State = "disepakati", **changes: Any) -> Standing:
    """What a kelurahan agreed, for an agency that has logins."""
    fields: dict[str, Any] = {
        "tier": "kelurahan",
        "forum": "Musrenbang Kelurahan Selat Lancang",
        "district": DISTRICT,
        "agency": AGENCY,
        "year": 2027,
        "plan_year": 2028,
        "cost": 100_000_000,
    }
    return Standing(state=state, **(fields | changes))


def office(kind: Any) -> Office:
    """An office of this kind that has charge of `standing`, where its kind can."""
    names = {"opd": AGENCY}
    return Office(
        id=1,
        kind=kind,
        name=names.get(kind, kind),
        district="datuk bandar timur" if kind == "kecamatan" else "",
    )


offices = some.sampled_from(OFFICE_KINDS).map(office)
standings = some.builds(
    standing,
    some.sampled_from(STATES),
    tier=some.sampled_from(["lingkungan", "kelurahan", "kecamatan", "kota"]),
    forum=some.sampled_from(["Musrenbang", "Reses DPRD: aspirasi warga"]),
    district=some.sampled_from([DISTRICT, "Teluk Nibung"]),
    agency=some.sampled_from([AGENCY, "Dinas Sosial", ""]),
    cost=some.none() | some.integers(1, 10**12),
)
proposed = some.builds(
    Move,
    to=some.sampled_from(STATES),
    reason_code=some.sampled_from([*REASON_CODES, "", "entah"]),
    reason=some.text(max_size=40),
    cost=some.none() | some.integers(-5, 10**14),
    year=some.integers(0, 3000),
    sure=some.booleans(),
)


@given(offices, standings, proposed)
def test_what_is_accepted_was_offered_and_is_complete(
    who: Office, where: Standing, move: Move
) -> None:
    try:
        kept = checked_move(who, where, move)
    except Rejected:
        return
    assert is_theirs(who, where)
    assert kept.to in moves(who, where)
    assert kept.to != where.state
    if kept.to in WITH_REASON:
        assert kept.reason_code in REASON_CODES
        assert kept.reason_code != "lain" or kept.reason
        assert (kept.cost, kept.year) == (None, 0)
    else:
        assert kept.cost is None or 0 < kept.cost <= 10**13
        assert kept.year == 0 or 2027 <= kept.year <= 2033
    assert checked_move(who, where, kept) == kept


@given(offices, standings)
def test_what_waits_for_an_office_can_be_moved_by_it(who: Office, where: Standing) -> None:
    if is_waiting(who, where):
        assert moves(who, where)
        assert where.state not in FINAL


@given(offices, standings)
def test_turns_are_what_waits(who: Office, where: Standing) -> None:
    fitting = [
        turn
        for turn in turns(who)
        if (turn.state, turn.tier) == (where.state, where.tier)
        and not (turn.orphan and where.agency)
    ]
    assert is_waiting(who, where) == (is_theirs(who, where) and bool(fitting))


@given(standings)
def test_nothing_an_office_can_answer_waits_for_nobody(where: Standing) -> None:
    turns = [kind for kind in OFFICE_KINDS if is_waiting(office(kind), where)]
    here = (where.tier, where.forum, where.district, where.agency)
    if where.state in DAYS and here == ("kelurahan", "Musrenbang", DISTRICT, AGENCY):
        assert turns or where.state == "dibahas"


@given(some.sampled_from(STATES), some.integers(1, 10**13), some.integers(0, 10**13))
def test_late_is_counted_in_whole_days_after_the_deadline(
    state: State, since: int, after: int
) -> None:
    late = days_late(state, "kelurahan", since, since + after)
    assert late == (max(0, after // DAY - DAYS[state]) if state in DAYS else 0)
    assert days_late(state, "lingkungan", since, since + after) == 0


def test_the_way_from_the_kelurahan_to_the_finished_work() -> None:
    way: list[tuple[str, State]] = [
        ("kecamatan", "diteruskan_kecamatan"),
        ("bapperida", "diverifikasi_mitra"),
        ("opd", "diverifikasi_opd"),
        ("bapperida", "diakomodir_rkpd"),
        ("bapperida", "masuk_apbd"),
        ("opd", "dilaksanakan"),
        ("opd", "selesai"),
    ]
    state: State = "disepakati"
    for kind, to in way:
        assert is_waiting(office(kind), standing(state)), (kind, state)
        others = [each for each in OFFICE_KINDS if to in moves(office(each), standing(state))]
        assert others == [kind]
        state = checked_move(office(kind), standing(state), Move(to=to)).to
    assert not any(moves(office(kind), standing(state)) for kind in OFFICE_KINDS)


def test_each_acts_on_what_is_theirs_and_nothing_else() -> None:
    elsewhere = standing(district="Teluk Nibung", agency="Dinas Sosial")
    for kind in ("kecamatan", "opd", "setwan", "komisi", "dewan"):
        assert moves(office(kind), elsewhere) == ()
        with pytest.raises(Rejected, match="belong"):
            checked_move(office(kind), elsewhere, Move(to="ditolak", reason_code="pagu"))
    council = standing("diusulkan", forum="Reses DPRD: aspirasi warga", tier="kota")
    assert is_waiting(office("setwan"), council)
    assert not moves(office("kecamatan"), council)


def test_bapperida_stands_in_for_an_agency_without_logins() -> None:
    nobody = standing("masuk_apbd", agency="")
    assert moves(office("bapperida"), nobody) == ("dilaksanakan", "selesai", "ditolak")
    assert is_waiting(office("bapperida"), nobody)
    assert moves(office("bapperida"), standing("masuk_apbd")) == ("ditolak",)


def test_what_was_agreed_higher_up_waits_for_the_planners() -> None:
    higher = standing(tier="kecamatan")
    assert not is_waiting(office("kecamatan"), higher)
    assert is_waiting(office("bapperida"), higher)
    assert not is_waiting(office("bapperida"), standing())


@pytest.mark.parametrize(
    ("move", "code"),
    [
        (Move(to="ditolak"), "reason_missing"),
        (Move(to="ditolak", reason_code="lain"), "reason_missing"),
        (Move(to="ditolak", reason_code="lain", reason="..."), "reason_missing"),
        (Move(to="dikembalikan", reason_code="entah"), "reason_unknown"),
        (Move(to="selesai"), "follow_up_not_next"),
        (Move(to="diakomodir_rkpd", cost=0), "number_invalid"),
        (Move(to="diakomodir_rkpd", cost=10**14), "number_invalid"),
        (Move(to="diakomodir_rkpd", cost=4_999_999), "cost_unlikely"),
        (Move(to="diakomodir_rkpd", cost=2_000_000_001), "cost_unlikely"),
        (Move(to="diakomodir_rkpd", year=2026), "year_unlikely"),
        (Move(to="diakomodir_rkpd", year=2034), "year_unlikely"),
        (Move(to="ditolak", reason="Telepon 0812-3456-7890"), "text_has_phone"),
        (Move(to="ditolak", reason="x" * 301), "text_too_long"),
    ],
)
def test_what_is_refused(move: Move, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        checked_move(office("bapperida"), standing(), move)
    assert refused.value.code == code


def test_what_is_meant_is_kept() -> None:
    sure = Move(to="diakomodir_rkpd", cost=2_000_000_001, year=2028, sure=True)
    assert checked_move(office("bapperida"), standing(), sure) == sure
    words = Move(to="ditolak", reason=" Lahan  sengketa ", cost=5, year=2028)
    kept = checked_move(office("bapperida"), standing(), words)
    assert kept == Move(to="ditolak", reason_code="lain", reason="Lahan sengketa")


def test_tables_fit_each_other() -> None:
    for kind, ways in MOVES.items():
        after = {state for before in ways.values() for state in before}
        assert set(WAITS[kind]) <= after
        assert all(to not in before for to, before in ways.items())
    assert not FINAL & DAYS.keys()


def test_how_far_a_proposal_came_is_not_forgotten_when_it_is_refused() -> None:
    assert reached(["ditolak", "disepakati", "disepakati"]) == 2
    assert reached(["dikembalikan", "disepakati", "masuk_apbd"]) == 4
    assert reached(["selesai", "disepakati"]) == 5
    assert reached(["ditolak", ""]) == reached([]) == 1
