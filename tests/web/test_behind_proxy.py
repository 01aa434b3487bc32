"""What a proxy says of a visitor is believed only of the proxies that are trusted."""

import http.client
from asyncio import to_thread
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.web.lines import House, opened

SPOOFED = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=203.0.113.9;host=evil.example;proto=https",
}


def answered(house: House, path: str, headers: Mapping[str, str]) -> str:
    """The page that the facilitator's browser gets when these headers are added on the way."""
    visitor = house.facilitator.visitor
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    line = http.client.HTTPConnection(visitor.host, timeout=20)
    try:
        line.request("GET", path, None, {"Cookie": cookies, **headers})
        answer = line.getresponse()
        assert answer.status == 200
        return answer.read().decode()
    finally:
        line.close()


@pytest.mark.parametrize(
    ("trusted", "scheme"), [("10.213.47.0/24", "http"), ("127.0.0.1", "https")], ids=str
)
async def test_links_carry_the_scheme_that_a_trusted_proxy_tells(
    database_url: str, tmp_path: Path, trusted: str, scheme: str
) -> None:
    async with opened(database_url, tmp_path, trusted_proxies=trusted) as house:
        path = f"/fasilitator/{house.code}/tautan"
        loop_page = await house.facilitator.visitor.get(path)
        assert f"http://{house.facilitator.visitor.host}/s/{house.code}" in loop_page.html
        page = await to_thread(answered, house, path, SPOOFED)
    assert f"{scheme}://{house.facilitator.visitor.host}/s/{house.code}" in page
    assert "evil.example" not in page
    assert "203.0.113.9" not in page


async def test_a_public_address_is_not_for_a_proxy_to_say(
    database_url: str, tmp_path: Path
) -> None:
    address = "http://musrenbang.example"
    async with opened(database_url, tmp_path, public_url=address) as house:
        path = f"/fasilitator/{house.code}/tautan"
        page = await to_thread(answered, house, path, SPOOFED)
    assert f"{address}/s/{house.code}" in page
    assert house.facilitator.visitor.host not in page
