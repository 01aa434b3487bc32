"""What is remembered: all SQL and only SQL, on PostgreSQL through asyncpg; no rules.

Every function takes a pool or a connection first, runs one query or one transaction, and speaks
the types of `core`. Ids of people's things (participants, refs) are canonical UUID text; times are
whole milliseconds since 1970, UTC, and 0 where something has not happened.

Who needs several locks takes them in this order, all at the beginning if that can be, so that two
never wait for each other:

1. A turn: of retention (a try, never a wait), of gathering figures (74, a try), of mergers of
   questions (73), of a year's catalogue (7261; all advisory); or a whole small table
   (`council_member`, `webhook`, `person`).
2. The row that is the gate of something (a sheet, a report, a question, the year of reports, a
   webhook). Of several the lowest id first, and NO KEY UPDATE unless the row may go: FOR UPDATE
   keeps all waiting who only point to it.
3. The shelf (advisory 72): alone to change texts or ways, shared to decide where proposals stand.
4. A meeting's log (advisory 71): whole to write it or what belongs to it, shared to hand something
   in. Of several the lowest id first.
5. The gate of something in a meeting: its attendance list, its speakers, an open round, a box.
6. Rows, in the order of their keys where one statement changes many that others change too.

What is asked before a lock is only a hint: ask again once it is held, in a statement of its own.
What clears up now and then waits for nobody (SKIP LOCKED), and leaves it for the next time.
`tests/store/test_turns.py` holds each against the next.
"""
