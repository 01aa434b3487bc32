"""Files sent with a form: bounded while they are read, and never half of them."""

import contextlib
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from musrenbang_live.app import MAX_BODY
from musrenbang_live.core.errors import Rejected
from musrenbang_live.web import errors, forms, uploads
from musrenbang_live.web.identity import access
from tests.web.browsing import ADDRESS, Hall

MOST = 300_000
PIECES = 100


async def take(request: Request) -> Response:
    """Says what came."""
    name, content = await uploads.uploaded(request, "berkas", MOST)
    form = await forms.read(request)
    return JSONResponse({"name": name, "bytes": len(content), "note": form.text("catatan")})


async def give(request: Request) -> Response:
    """The page token of this visitor."""
    answer = JSONResponse({})
    answer.headers["x-token"] = access.page_token(request)
    return answer


@contextlib.asynccontextmanager
async def sender(hall: Hall) -> AsyncIterator[tuple[httpx2.AsyncClient, str]]:
    """A browser at an application with one such page, and its page token."""
    app = Starlette(
        routes=[uploads.route("/kirim", take), Route("/", give)],
        exception_handlers={Rejected: errors.rejected, HTTPException: errors.http_error},
        max_body_size=MAX_BODY,
    )

    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"site": hall.site}}, receive, send)

    transport = httpx2.ASGITransport(app=with_state)
    async with httpx2.AsyncClient(
        transport=transport, base_url=ADDRESS, headers={"accept": "application/json"}
    ) as client:
        yield client, (await client.get("/")).headers["x-token"]


@pytest.mark.parametrize("size", [1, 200_000, MOST])
async def test_a_file_comes_whole_with_the_fields_beside_it(hall: Hall, size: int) -> None:
    async with sender(hall) as (client, token):
        answer = await client.post(
            "/kirim",
            data={"_token": token, "catatan": "dari meja"},
            files={"berkas": ("../C:\\data\\kamus 2027.xlsx", b"x" * size)},
        )
    assert answer.json() == {"name": "kamus 2027.xlsx", "bytes": size, "note": "dari meja"}


@pytest.mark.parametrize("size", [MOST + 1, 3 * MOST, 20_000_000])
async def test_a_file_that_is_too_large_is_told_so(hall: Hall, size: int) -> None:
    async with sender(hall) as (client, token):
        answer = await client.post(
            "/kirim", data={"_token": token}, files={"berkas": ("a.csv", b"x" * size)}
        )
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert "292 kB" in answer.json()["say"]


async def test_no_file_or_an_empty_one_is_missed(hall: Hall) -> None:
    async with sender(hall) as (client, token):
        answers = [
            await client.post("/kirim", data={"_token": token}),
            await client.post("/kirim", data={"_token": token}, files={"berkas": ("a.csv", b"")}),
            await client.post("/kirim", data={"_token": token}, files={"lain": ("a.csv", b"x")}),
        ]
    assert [answer.json()["code"] for answer in answers] == ["file_missing"] * 3


async def test_a_form_of_somebody_else_is_refused(hall: Hall) -> None:
    async with sender(hall) as (client, _):
        answer = await client.post("/kirim", files={"berkas": ("a.csv", b"x")})
    assert answer.json()["code"] == "page_expired"


@pytest.mark.parametrize("said", ["none", "wrong", "good"])
async def test_what_no_page_of_ours_sends_is_not_read(hall: Hall, said: str) -> None:
    """A large body is read to its end only after a good page token has come."""
    async with sender(hall) as (client, token):
        taken = 0

        async def body() -> AsyncIterator[bytes]:
            nonlocal taken
            field = 'Content-Disposition: form-data; name="_token"\r\n\r\n'
            given = {
                "none": "",
                "wrong": f"--b\r\n{field}1.x\r\n",
                "good": f"--b\r\n{field}{token}\r\n",
            }
            yield given[said].encode()
            yield b'--b\r\nContent-Disposition: form-data; name="berkas"; filename="a"\r\n\r\n'
            for _ in range(PIECES):
                taken += 1
                yield b"x" * 16_384
            yield b"\r\n--b--\r\n"

        answer = await client.post(
            "/kirim", content=body(), headers={"content-type": "multipart/form-data; boundary=b"}
        )
    code, most = {"none": ("page_expired", 4), "wrong": ("page_expired", 0),
                  "good": ("file_too_large", PIECES)}[said]  # fmt: skip
    assert (answer.json()["code"], taken) == (code, most)


async def test_fields_without_a_file_are_few(hall: Hall) -> None:
    async with sender(hall) as (client, token):
        data = {"_token": token, "catatan": "x" * 300_000}
        answer = await client.post("/kirim", data=data)
    assert (answer.status_code, answer.json()["code"]) == (413, "message_too_large")


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=ada", "text/plain"]
)
async def test_what_cannot_be_read_is_refused(hall: Hall, kind: str) -> None:
    async with sender(hall) as (client, token):
        answer = await client.post(
            "/kirim", content=b"--lain\r\n", headers={"content-type": kind, "x-page-token": token}
        )
    assert answer.json()["code"] in ("message_malformed", "file_missing")
