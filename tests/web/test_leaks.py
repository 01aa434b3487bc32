"""Nothing personal leaves by any public door: a city full of canaries, and every page, file and
feed that anybody can fetch without a login is searched for each of them.
"""

import io
import re
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from typing import Any, Final
from urllib.parse import unquote, urldefrag, urljoin

from musrenbang_live.core import commands as c
from musrenbang_live.core.attending import Told
from musrenbang_live.core.inquiring import Doing, checked_inquiry
from musrenbang_live.core.noting import Note
from musrenbang_live.core.offices import Office
from musrenbang_live.core.plan import Rules
from musrenbang_live.core.speaking import Wish
from musrenbang_live.live import inquiries as council
from musrenbang_live.live import reports as work
from musrenbang_live.live.clock import now
from musrenbang_live.live.service import Joining
from musrenbang_live.store import inquiries, notes, offices, people
from musrenbang_live.web.routes import routes
from tests.builders import content, plan
from tests.web.browsing import ADDRESS, Hall, Visitor
from tests.web.residents import LEADER, Gathering, gathered

PARTICIPANT: Final = "Kanariwati Pesertaunik"
ATTENDEE: Final = Told(
    name="Kanaridin Hadirunik",
    organisation="Lembaga Kanariorg",
    age_band="",
    gender="P",
    neighborhood="II",
    address="Jalan Kanarialamat 77",
    phone="081377700777",
)
SPEAKER: Final = "Kanaria Bicaraunik"
LANDMARK: Final = "sebelah Kanaripatokan"
HIDDEN: Final = "Kanaritersembunyi di usulan"
WAITING: Final = "Kanarimenunggu belum diperiksa"
ASKER: Final = "Kanaripenanya Diam"
QUESTION: Final = "Kanaripertanyaan disembunyikan"
GONE_NOTE: Final = "Kanaricatatan dihapus"
OFFICER: Final = "Kanaripetugas Kantorunik"
UNSHOWN: Final = "Kanaribelumtayang kepada dewan"
CONTACT: Final = "kanarikontak at 0813 7770 0888"
REPORT_PLACE: Final = "depan rumah Kanarilapor"
AGENT: Final = "KanariBrowser/7.77 (Kanariponsel)"
BY_HAND: Final = ("/kelola", "/fasilitator", "/kantor", "/ws/", "/masuk", "/undangan", "/layar")
"""Doors that need a login, a link or a socket: they are tried all the same, and answer nothing."""
MOST: Final = 900
"""Addresses that are fetched at most."""
_SMALL: Final = re.compile(
    r"\"(?:women|men|p|l|perempuan|laki_laki)\": ?[1-4]\b"
    r"|(?:perempuan|laki-laki|lingkungan (?:<bdi>)?ii(?:</bdi>)?)</th><td class=\"r\"[^>]*>[1-4]<"
    r"|\n(?:perempuan|laki-laki|lingkungan ii)[;,][1-4]\b"
)
"""A figure below five of women, men or a lingkungan, in JSON, a page or a sheet: here one person is
on the attendance list, and few have joined. (`grafik/lingkungan.csv` counts proposals.)"""
_LINK: Final = re.compile(r"(?:href|src|action|content)=\"([^\"]+)\"|\"(/[a-zA-Z0-9][^\"\s]*)\"")


async def test_no_canary_leaves_by_a_public_door(hall: Hall) -> None:
    gathering, canaries = await a_full_city(hall)
    async with hall.visitor() as visitor:
        seen = await everything(visitor, gathering)
    found = {(canary, path) for path, text in seen.items() for canary in canaries if canary in text}
    assert not found, sorted(found)
    people = {path: text for path, text in seen.items() if "grafik/lingkungan.csv" not in path}
    small = {(path, at[0]) for path, text in people.items() for at in _SMALL.finditer(text)}
    assert not small, sorted(small)
    for path in ("/", "/tanya/1", f"/arsip/{gathering.room.code}", "/aspirasi"):
        assert path in seen, f"{path} was not looked at"
    code = gathering.room.code
    for kind in (".json", ".csv", ".xlsx", ".docx", ".pdf", ".zip", "/bundle.zip", "/log.ndjson"):
        assert f"/arsip/{code}{kind}" in seen, kind
    assert "Parit bagus" in seen[f"/arsip/{code}.json"], "what is public is found at all"


async def a_full_city(hall: Hall) -> tuple[Gathering, set[str]]:
    """A published meeting, questions, reports, and all that must stay inside, in small letters."""
    it = await gathered(hall, plan(rules=Rules(access="kartu")))
    printed = await hall.site.cards.print(it.room, LEADER, 4)
    await it.act(c.ActivateCards(1, 4))
    participants = await who_came(it)
    await it.phase("usulan")
    await what_was_said(it, participants)
    voters = [await hall.site.cards.enter(it.room, card.code, "") for card in printed[:3]]
    cards = [each.card.participant for each in voters]
    await it.phase("musyawarah")
    await it.act(c.EnterPhase(3, (1, 2)))
    for voter in cards:
        await it.cast([1], by=voter)
    await it.act(c.CloseRound(1), c.RevealRound(1), c.PublishMeeting())
    await hall.site.shelving.look()
    secrets = await beside_meetings(hall)
    typed = (
        *(PARTICIPANT, SPEAKER, LANDMARK, HIDDEN, WAITING, ASKER),
        *(ATTENDEE.name, ATTENDEE.organisation, ATTENDEE.address, ATTENDEE.phone, QUESTION),
        *(GONE_NOTE, OFFICER, UNSHOWN, CONTACT, REPORT_PLACE, "kanari", "77700777", "77700888"),
    )
    codes = [card.code for card in printed]
    cut = ["-".join((code[:4], code[4:8], code[8:])).strip("-") for code in codes]
    return it, {text.lower() for text in (*typed, *codes, *cut, *participants, *cards, *secrets)}


async def who_came(it: Gathering) -> list[str]:
    """A participant with a name and an unusual phone, somebody at the door, and a speaker."""
    site, room = it.hall.site, it.room
    who = await site.service.join(
        room, str(uuid.uuid4()), Joining(PARTICIPANT, "II", "P", "Lembaga Kanariorg")
    )
    async with it.hall.visitor() as phone:
        phone.client.headers["user-agent"] = AGENT
        await it.joined(phone, name=PARTICIPANT)
    await site.attending.check_in(room, str(uuid.uuid4()), ATTENDEE, "meja")
    await site.speakers.add(room, str(uuid.uuid4()), Wish(SPEAKER, "II", "P", 3))
    return [who]


async def what_was_said(it: Gathering, participants: list[str]) -> None:
    """Proposals with landmarks, one hidden and one nobody looked at; a hidden question; a note."""
    who, room, service = participants[0], it.room, it.hall.service
    for title in ("Parit bagus", "Titi beton"):
        await it.proposal(content(title, landmark=LANDMARK), by=who)
    await it.proposal(content(HIDDEN, problem=HIDDEN, landmark=LANDMARK), by=who)
    await it.act(c.HideProposal(3, "Tidak pantas."))
    said = content(WAITING, problem=WAITING, landmark=LANDMARK)
    await service.propose(room, who, str(uuid.uuid4()), said, named=False)
    await it.act(
        c.AskQuestion("q1", "", QUESTION), c.HideQuestion(1, "Tidak pantas."),
        c.AskQuestion("q2", "", "Kapan parit dikeruk?"),
    )  # fmt: skip
    pool = it.hall.site.pool
    person = await people.add_person(
        pool, username="kanaripengguna", name=OFFICER, password_hash="none", role="facilitator",
        at=now(),
    )  # fmt: skip
    gone = Note(str(uuid.uuid4()), 0, GONE_NOTE, 1, "", now())
    await notes.add(pool, room.row.id, gone, person.id)
    await notes.set_gone(pool, room.row.id, gone.id, 1, person.id, now(), gone=True)
    kept = Note(str(uuid.uuid4()), 0, "Ketua membuka rapat.", 1, "", now())
    await notes.add(pool, room.row.id, kept, person.id)


async def beside_meetings(hall: Hall) -> list[str]:
    """Questions to the council and a report, and the secrets by which they are followed."""
    pool = hall.site.pool
    setwan = await offices.add_office(pool, Office(id=0, kind="setwan", name="Setwan"), at=now())
    person = await people.add_person(
        pool, username="kanarisetwan", name=OFFICER, password_hash="none", role="officer",
        at=now(), office_id=setwan.id,
    )  # fmt: skip
    async with hall.visitor() as phone:
        phone.client.headers["user-agent"] = AGENT
        page = await phone.open("/tanya/baru")
        own = await phone.send(page, "tulis-tanya", title="Kapan jalan rata?", name=ASKER)
        link = own.answer.url.path.rpartition("/")[2]
        device = phone.client.cookies.get("perangkat", "").partition(".")[0]
        report = await a_report(phone)
    await council.act(pool, 1, Doing(act="terbitkan"), setwan, person.id)
    answer = Doing(act="jawab", text="Bulan Maret.")
    await council.act(pool, 1, answer, setwan, person.id)
    waiting = checked_inquiry("pertanyaan", UNSHOWN, UNSHOWN, ASKER)
    await inquiries.add(
        pool, waiting, ref=str(uuid.uuid4()), link_hash=b"w", device=b"d" * 32, at=now()
    )
    sent: int = await pool.fetchval("SELECT id FROM report")
    move = work.Move(act="approve")
    await work.act(pool, sent, work.Actor(person.id, setwan), move)
    return [link, device, report]


async def a_report(phone: Visitor) -> str:
    """A report that is sent by plain forms; the secret of its page."""
    what = {"kind": "aspirasi", "sector": "infra", "title": "Lampu jalan", "text": "Gang gelap."}
    where = {"ward": "12.74.04.1005", "neighborhood": "II", "landmark": REPORT_PLACE}
    page = await phone.send(await phone.open("/lapor"), "lapor", **what)
    page = await phone.send(page, "lapor", **where)
    data = page.form("lapor").filled({"contact": CONTACT})
    data = {name: value for name, value in data.items() if not name.startswith("foto")}
    answer = await phone.client.post("/lapor", data=data, files={"foto1": ("", b"")})
    assert answer.status_code == 200, answer.text
    return answer.url.path.split("/")[3]


async def everything(visitor: Visitor, it: Gathering) -> dict[str, str]:
    """All that can be fetched without a login: every route with what fits its places, and every
    address of this site that stands anywhere in what was fetched; by address, in small letters."""
    waiting, seen = list(dict.fromkeys(addresses(it))), dict[str, str]()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if path in seen:
            continue
        answer = await visitor.client.get(path, follow_redirects=False)
        assert answer.status_code < 500, f"{path}: {answer.status_code}"
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        text = f"{head}\n{readable(answer.content)}"
        seen[path] = unescape(text).lower()
        if "text/html" in answer.headers.get("content-type", "") or answer.is_redirect:
            waiting += [link for link in linked(path, text) if link not in seen]
    return {path: text.replace("parit bagus", "Parit bagus") for path, text in seen.items()}


def addresses(it: Gathering) -> Iterator[str]:
    """Every route that answers GET, with what there is in place of its parameters."""
    ward = it.meeting.plan.ward_code
    wards = {"code": it.room.code, "ward_code": ward, "ward": ward, "slug": "teluk-nibung"}
    places: dict[str, Any] = {
        **wards, "key": "infra", "number": "1", "round": "1", "list": "ballots", "part": "1",
        "guide": "warga", "chart": "suara", "audience": "resident", "rest": "v2", "operation": "x",
    }  # fmt: skip
    for route in routes():
        methods = getattr(route, "methods", None)
        if methods is not None and "GET" not in methods:
            continue
        path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda at: str(places.get(at[1], "1")), route.path)
        if path.startswith("/kelurahan/"):
            path = path.replace(it.room.code, ward)
        if not path.startswith("/ws/"):
            yield path
    yield from ("/api/v1/sessions/" + it.room.code, f"/api/v1/proposals/{it.room.code}/1")
    yield from ("/cari?cari=parit", "/arsip?cari=titi", "/tanya?urut=dijawab", "/robots.txt")


def linked(path: str, text: str) -> Iterator[str]:
    """The addresses of this site that a page names, static files apart."""
    for one, other in _LINK.findall(text):
        link = urldefrag(urljoin(f"{ADDRESS}{path}", unescape(one or other)))[0]
        if not link.startswith(f"{ADDRESS}/"):
            continue
        inside = link.removeprefix(ADDRESS)
        if not inside.startswith(("/static/", "/bahasa", *BY_HAND)) and len(inside) < 300:
            yield inside


def readable(body: bytes) -> str:
    """What a body says, with what is packed in it: files of an archive, streams of a PDF."""
    parts = [body]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts = [packed.read(name) for name in packed.namelist()]
            return "\n".join((*packed.namelist(), *map(readable, parts)))
    if body.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL):
            try:
                parts.append(zlib.decompress(stream))
            except zlib.error:
                continue
    text = "\n".join(part.decode("utf-8", "replace") for part in parts)
    return f"{text}\n{unquote(text)}"
