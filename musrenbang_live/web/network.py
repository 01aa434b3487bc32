"""Under which addresses other devices find this computer."""

import socket

from starlette.requests import HTTPConnection

from musrenbang_live.web.site import address, here_only


def own_address() -> str:
    """This computer's address on the network it would use; nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address (RFC 5737)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def hall_base(connection: HTTPConnection) -> str:
    """The site's address as phones in the hall would open it, without a path: the one of this page,
    or that of the network where this page was opened on the computer itself."""
    base = address(connection, "")
    if not here_only(base):
        return base
    port = connection.url.port
    return f"http://{own_address()}" + (f":{port}" if port else "")
