"""WebSocket lines of our own below ASGI: thousands of phones on one core, a few kilobytes each.

uvicorn's HTTP side takes the request and hands the connection to `protocol.WireProtocol`, which
shakes hands and runs the ASGI application as any server does. An application that asks for it may
hand its connection over (`WireProtocol.adopt`): then a `line.Line` is all that is left of it, and
the task, the scope and the request are gone. `plain.PlainLine` is the same thing on servers
without that extension.
"""

from musrenbang_live.web.wire.adoption import EXTENSION, adopted

__all__ = ["EXTENSION", "adopted"]
