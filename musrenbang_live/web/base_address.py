"""The address under which people outside open the site."""

from typing import Final

from starlette.requests import HTTPConnection

_PLAIN: Final = {"ws": "http", "wss": "https"}


def base_address(connection: HTTPConnection) -> str:
    """The site's address without a slash at its end: as it was set, else as the visitor used it."""
    known: str = connection.state.site.public_url
    if known:
        return known
    scheme = connection.url.scheme
    return f"{_PLAIN.get(scheme, scheme)}://{connection.headers.get('host', '')}"
