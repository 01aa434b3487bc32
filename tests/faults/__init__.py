"""The fault matrix: whatever dies, is cut, fills up or jumps, what was acknowledged is kept.

Each test lets a hall of phones vote, support and propose (`storm`), breaks something (`parts`,
`flaky`, `hosts`), lets everybody come back, and then asks `invariants` whether it all still holds.
The quick part, one small fixed schedule a fault, is in `make test`; the long part, random schedules
until its time is over, is `test_long.py`, in `make test-faults`. Everything is used from outside:
command line, HTTP, the socket of docs/protocol.md, and the rows in PostgreSQL.

| Fault | Quick | Long |
| --- | --- | --- |
| server killed (kill -9), one of its workers killed | `test_deaths` | `test_long` |
| server ended (SIGTERM) | | `test_long` |
| PostgreSQL killed, one backend killed, restarted | `test_deaths` | `test_long` |
| Redis killed and back, empty; its lines reset | `test_deaths` | `test_long` |
| disk full | `test_disk_full` | |
| flaky line: cut, delay, duplicate, reorder, half a frame | `test_flaky_line` | `test_long` |
| wall clock jumps | `test_clock` | |
| phones that stop reading | `test_stopped_phones` | `test_long` |
| links between hosts cut, silently or with a reset | `test_three_hosts` | `test_long` |
"""
