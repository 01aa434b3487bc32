"""The databases that tests use one after another: each finds its own as if it were new."""

import pytest

from musrenbang_live.store.pool import open_pool
from tests.servers import PostgresServer
from tests.store.hall import count, voting_hall
from tests.warm import pids

FORM = (
    "ALTER TABLE office ADD COLUMN colour text",
    "ALTER TABLE office ALTER COLUMN name DROP NOT NULL",
    "ALTER TABLE event DISABLE TRIGGER ALL",
    "CREATE INDEX ON office (name)",
    "CREATE VIEW all_offices AS SELECT * FROM office",
    "ALTER FUNCTION moment(bigint) VOLATILE",
    "INSERT INTO schema_version (name) VALUES ('9999_tomorrow')",
    "ALTER DATABASE {} SET work_mem = '64kB'",
    "ANALYZE",
)


async def test_whatever_was_written_is_gone(postgres: PostgresServer) -> None:
    found = []
    for _ in range(2):
        with postgres.emptied_database(pids) as url:
            async with await open_pool(url, size=1) as db:
                tables = await db.fetch(
                    "SELECT quote_ident(tablename) AS name FROM pg_tables"
                    " WHERE schemaname = 'public' AND tablename <> 'schema_version'"
                )
                assert len(tables) > 50
                for (name,) in tables:
                    assert not await count(db, name), name
                hall = await voting_hall(db)
                found.append((url, hall.row.id))
    assert found[0] == found[1], "the same database, and the same first number"


@pytest.mark.parametrize("change", FORM)
async def test_one_whose_form_was_changed_is_not_used_again(
    postgres: PostgresServer, change: str
) -> None:
    with postgres.emptied_database(pids) as changed:
        async with await open_pool(changed, size=1) as db:
            await db.execute(change.format(await db.fetchval("SELECT current_database()")))
    with postgres.emptied_database(pids) as other:
        assert other != changed
