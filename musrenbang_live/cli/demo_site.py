"""What a demonstration starts from: a facilitator, a login link, a session of a ready plan."""

import secrets
from typing import Final

from msgspec import Struct

from musrenbang_live.cli.demo_people import by_link
from musrenbang_live.cli.plans import load
from musrenbang_live.config import Settings, folder
from musrenbang_live.core.cataloguing import read_catalog
from musrenbang_live.core.codes import join_code
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.live.clock import now
from musrenbang_live.store import catalogs, migrate, pool, sessions
from musrenbang_live.web.sheets_reading import rows_of

PLAN: Final = "musrenbang-kelurahan.toml"
SHOWN: Final = "musrenbang-anggaran.toml"
"""What `demo` shows: voter cards, the ceiling shared out, delegates elected."""
CATALOG: Final = ("contoh", "kamus_contoh.csv")
"""An invented kamus usulan that fits the invented proposals."""


class Prepared(Struct, frozen=True):
    """The session's join code and plan, the token of the facilitator's login link, and the id of
    that facilitator."""

    code: str
    plan: SessionPlan
    token: str
    leader: int


async def prepare(settings: Settings, name: str = PLAN) -> Prepared:
    """Bring the database up to date and put a meeting by the ready plan `name` in it."""
    plan = load(folder("sessions") / name, settings.wards, settings.city)
    connection = await pool.connect(settings.database_url)
    try:
        await migrate.migrate(connection)
        leader, token = await _leader(connection)
        code = join_code(secrets.token_bytes(12))
        await sessions.create_session(
            connection, code=code, plan=plan, created_by=leader, at=now(), example=True
        )
        await _catalog(connection, plan.plan_year, leader)
    finally:
        await connection.close()
    return Prepared(code, plan, token, leader)


async def _catalog(connection: pool.Conn, year: int, by: int) -> None:
    """A catalogue for the year, unless there is one."""
    if year in await catalogs.years(connection):
        return
    path = folder("sessions").joinpath(*CATALOG)
    read = read_catalog(await rows_of(path.read_bytes()))
    made = await catalogs.add_draft(
        connection, year=year, file=path.name, by=by, at=now(), read=read
    )
    await catalogs.use(connection, made, by=by, at=now())


async def prepare_leader(settings: Settings) -> str:
    """Bring the database up to date; the token of a login link for somebody who may lead."""
    connection = await pool.connect(settings.database_url)
    try:
        await migrate.migrate(connection)
        return (await _leader(connection))[1]
    finally:
        await connection.close()


async def _leader(connection: pool.Conn) -> tuple[int, str]:
    """A facilitator, and the token of that person's login link."""
    return await by_link(connection, "Fasilitator contoh", "facilitator")
