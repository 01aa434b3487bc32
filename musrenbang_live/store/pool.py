"""Connections to PostgreSQL, set up so that every call is bounded in time and every commit on disk.

Refuses to decide what an error means for the meeting; it only says which errors mean "not now".
"""

import logging
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import asyncpg
import msgspec

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
    Conn: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Db: TypeAlias = Pool | Conn
else:  # at run time asyncpg's classes take no parameters
    Pool = asyncpg.Pool
    Conn = asyncpg.Connection
    Db = asyncpg.Pool | asyncpg.Connection

CONNECT_SECONDS: Final = 5.0
"""How long one attempt to connect may take."""
COMMAND_SECONDS: Final = 10.0
"""How long the client waits for any answer; longer than the server's own limits below."""

_SETTINGS: Final = {
    "application_name": "musrenbang-live",
    "synchronous_commit": "on",
    "default_transaction_isolation": "read committed",
    "statement_timeout": "5s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "5s",
    "jit": "off",
    "timezone": "UTC",
    "pg_trgm.word_similarity_threshold": "0.5",  # one wrong letter in a word of seven is forgiven
}
_JSONB_VERSION: Final = b"\x01"
_NOT_NOW: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
_OUR_MISTAKE: Final = (
    asyncpg.DataError,
    asyncpg.InvalidCachedStatementError,
    asyncpg.exceptions.ClientConfigurationError,
    asyncpg.exceptions.UnsupportedClientFeatureError,
    asyncpg.exceptions.UnsupportedServerFeatureError,
)


async def open_pool(url: str, *, size: int = 10) -> Pool:
    """A pool of at most `size` connections, one of them made at once.

    Raises what `unreachable` recognises when the database cannot be reached.
    """
    logging.getLogger("asyncpg.pool").addFilter(_one_line)
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        max_queries=1_000_000_000,  # replacing a connection in the middle of a vote is a stall
        init=_prepare,
        reset=_nothing_to_reset,
        timeout=CONNECT_SECONDS,
        command_timeout=COMMAND_SECONDS,
        server_settings=_SETTINGS,
    )


async def connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    """One connection of its own, for whoever writes without pause. Raises as `open_pool` does."""
    connection = await asyncpg.connect(
        url,
        timeout=CONNECT_SECONDS,
        command_timeout=COMMAND_SECONDS,
        server_settings=_SETTINGS,
    )
    await _prepare(connection)
    return connection


def unreachable(error: BaseException) -> bool:
    """Whether `error` means that the database is away, stopping, or too busy just now.

    What was being written may or may not have been committed; the same request may be sent again.
    False for a real refusal, such as a broken constraint.
    """
    return isinstance(error, _NOT_NOW) and not isinstance(error, _OUR_MISTAKE)


def storable(text: str) -> str:
    """`text` without what PostgreSQL cannot hold: NUL and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


async def _prepare(connection: Any) -> None:
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", format="binary", encoder=_to_jsonb, decoder=_from_jsonb
    )


def _to_jsonb(value: object) -> bytes:
    return _JSONB_VERSION + msgspec.json.encode(value)


def _from_jsonb(data: bytes) -> Any:
    return msgspec.json.decode(data[1:])


async def _nothing_to_reset(connection: Any) -> None:
    """Nothing here leaves state on a connection: the usual reset is a wasted round trip."""


def _one_line(record: logging.LogRecord) -> bool:
    """asyncpg logs a whole traceback at every failed attempt to restore its pool."""
    record.exc_info = None
    return True
