"""Under which addresses other devices find this computer."""

from starlette.requests import HTTPConnection

from musrenbang_live.web.own_address import own_address
from musrenbang_live.web.site import address, here_only


def hall_base(connection: HTTPConnection) -> str:
    """The site's address as phones in the hall would open it, without a path: the one of this page,
    or that of the network where this page was opened on the computer itself."""
    base = address(connection, "")
    if not here_only(base):
        return base
    port = connection.url.port
    return f"http://{own_address()}" + (f":{port}" if port else "")
