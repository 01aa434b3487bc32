"""A live Musrenbang: residents propose, support and vote; everybody sees what came of it.

The package is five rings, and imports go one way only:

    cli → app → web → live → store → core

core   the meeting: plan, commands, events, ballots, what each audience may see. Pure.
store  what is remembered: all SQL and only SQL.
live   who is told, now: the use cases, the bus between processes, rooms and screens.
web    the doors, one for each audience: residents, facilitators, projector, archive.
app    the one place that knows everyone and opens connections.
cli    the commands a person types.
"""

__version__ = "0.1.0"
