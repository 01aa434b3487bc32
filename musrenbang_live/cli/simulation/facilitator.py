"""A simulated facilitator: presses the console's buttons through the same forms."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any, Final

import msgspec

from musrenbang_live.cli.simulation.visitor import Page, UnexpectedAnswer, Visitor
from musrenbang_live.core.cards import MOST_AT_ONCE
from musrenbang_live.web.desk.plan_form import written

_READY: Final = re.compile(r'href="(/fasilitator/baru\?rencana=[\w-]+)"', re.ASCII)
_WARD: Final = re.compile(r'<option value="(\d\d\.\d\d\.\d\d\.\d{4})"', re.ASCII)
_MADE: Final = re.compile(r"/fasilitator/([A-Z0-9]{6})", re.ASCII)


class SimulatedFacilitator:
    """One laptop, logged in by an invitation link. Without a `code` it leads nothing yet."""

    def __init__(self, base: str, code: str) -> None:
        self.visitor = Visitor(base)
        self.code = code
        self._page: Page | None = None

    async def log_in(self, token: str) -> None:
        """Use the login link, by its button."""
        page = await self.visitor.get(f"/masuk/{token}")
        await self.visitor.send(f"/masuk/{token}", page.token, {})
        self._page = await self.visitor.get(f"/fasilitator/{self.code or 'baru'}")
        if self._page.status != 200 or not self._page.token:
            raise UnexpectedAnswer(f"the console cannot be opened: {self._page.status}")

    async def some_ward(self) -> str:
        """The code of a kelurahan that this site knows."""
        choice = await self.visitor.get("/fasilitator/baru")
        ready = _READY.search(choice.html)
        form = await self.visitor.get(ready.group(1)) if ready else choice
        found = _WARD.search(form.html)
        if found is None:
            raise UnexpectedAnswer("the form for a new session offers no kelurahan")
        return found.group(1)

    async def create(self, plan: Mapping[str, Any]) -> None:
        """Make a session from a plan of one's own, and lead it from now on."""
        page = await self._form("/fasilitator/baru", {"toml": written(plan)})
        found = _MADE.fullmatch(page.path)
        if found is None:
            raise UnexpectedAnswer(f"the session was not made: {page.path}")
        self.code, self._page = found.group(1), page

    async def act(self, act: str, **fields: object) -> None:
        """Press a button: `act` is its name in the address."""
        if self._page is None:
            raise UnexpectedAnswer("not logged in")
        await self.visitor.act(f"/fasilitator/{self.code}/{act}", self._page.token, fields)

    async def cards(self, count: int) -> list[str]:
        """Print so many voter cards and hand them all out; none where votes are by link."""
        path = f"/fasilitator/{self.code}/kartu"
        if self._page is None:
            raise UnexpectedAnswer("not logged in")
        if f"{path}/cetak" not in (await self.visitor.get(path)).html:
            return []
        codes: list[str] = []
        while len(codes) < count:
            wanted = {"count": min(MOST_AT_ONCE, count - len(codes))}
            answer = await self.visitor.act(f"{path}/cetak", self._page.token, wanted)
            made = msgspec.json.decode(answer)["cards"]
            codes += [card["code"] for card in made]
            await self.act("cards-activate", first=made[0]["number"], last=made[-1]["number"])
        return codes

    async def nominate(self, name: str, neighborhood: str = "", *, woman: bool = False) -> None:
        """Let somebody stand for election."""
        told = {"name": name, "gender": "P" if woman else "L", "neighborhood": neighborhood}
        await self._form(f"/fasilitator/{self.code}/calon", told)

    async def check_in(self, name: str, neighborhood: str, gender: str, age: str) -> None:
        """Write somebody on the attendance list."""
        told = {"name": name, "neighborhood": neighborhood, "gender": gender, "age_band": age}
        await self._form(f"/fasilitator/{self.code}/hadir", told)

    async def fill_minutes(self, fields: Mapping[str, str]) -> None:
        """Fill in what the Berita Acara asks of the desk and the meeting does not know."""
        await self._form(f"/fasilitator/{self.code}/dokumen", {"rev": "0", **fields})

    async def type_paper(self, number: int, place: int, code: str, choices: str) -> None:
        """Type the paper ballot of a card in round `number`, for the `place`-th time."""
        typed = {"number": str(number), "place": str(place), "typing": "1"}
        path = f"/fasilitator/{self.code}/kertas"
        await self._form(path, {**typed, "code": code, "mark": choices})

    async def enter(self, fields: Mapping[str, str]) -> int:
        """Type a proposal for somebody without a phone; its number."""
        page = await self._form(f"/fasilitator/{self.code}/ketik", fields)
        found = re.search(rf"/fasilitator/{self.code}/usulan/(\d+)", page.html)
        if found is None:
            raise UnexpectedAnswer("the entry page does not say which number was given")
        return int(found.group(1))

    async def complete(self, number: int, fields: Mapping[str, str]) -> None:
        """Fill in the figures of a proposal."""
        await self._form(f"/fasilitator/{self.code}/usulan/{number}", fields)

    async def screen_link(self) -> str:
        """The path that opens the projector on another device."""
        page = await self.visitor.get(f"/fasilitator/{self.code}/tautan")
        found = re.search(rf"/layar/{self.code}\?kunci=[^\"<\s]+", page.html)
        if found is None:
            raise UnexpectedAnswer("the page of links has no link for the projector")
        return unescape(found.group(0))

    async def _form(self, path: str, fields: Mapping[str, str]) -> Page:
        if self._page is None:
            raise UnexpectedAnswer("not logged in")
        page = await self.visitor.send(path, self._page.token, fields)
        if page.status != 200:
            raise UnexpectedAnswer(f"{path}: {page.status} {page.said}")
        return page
