"""What is remembered: all SQL and only SQL, on PostgreSQL through asyncpg; no rules.

Every function takes a pool or a connection first, runs one query or one transaction, and speaks
the types of `core`. Ids of people's things (participants, refs) are canonical UUID text; times are
whole milliseconds since 1970, UTC, and 0 where something has not happened.
"""
