"""The site as an app: what its manifest and its worker name is there, and nothing else is kept."""

import io
import json
import re
from pathlib import Path

from PIL import Image

from musrenbang_live.config import folder
from musrenbang_live.web.reports import installing
from tests.web.browsing import Hall, Visitor, statics


async def test_the_manifest_names_icons_that_are_there(hall: Hall, visitor: Visitor) -> None:
    answer = await visitor.client.get("/manifest.webmanifest")
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest = answer.json()
    assert (manifest["start_url"], manifest["display"]) == ("/lapor", "standalone")
    assert (manifest["id"], manifest["scope"]) == ("/lapor", "/")
    for shortcut in manifest["shortcuts"]:
        assert (await visitor.open(shortcut["url"])).status == 200
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        picture = await visitor.client.get(icon["src"])
        with Image.open(io.BytesIO(picture.content)) as opened:
            assert f"{opened.width}x{opened.height}" == icon["sizes"]
    page = await visitor.open("/lapor")
    assert "/manifest.webmanifest" in page.links
    assert "geolocation=(self)" in page.answer.headers["permissions-policy"]
    assert page.answer.headers["cache-control"] == "no-store"


async def test_the_worker_keeps_the_page_with_all_it_is_made_of(
    hall: Hall, visitor: Visitor
) -> None:
    answer = await visitor.client.get("/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    found = re.search(r"^const FILES = (\[.*\]);$", answer.text, re.MULTILINE)
    assert found
    files = json.loads(found[1])
    for file in files:
        assert (await visitor.client.get(file)).status_code == 200, file
    page = await visitor.open("/lapor")
    assert set(statics(page)) <= set(files)
    entries = {"reports/report.js", "reports/install.js", "reports/elsewhere.js"}
    assert imported(entries) <= set(installing.PARTS)
    assert not re.search(r"^(?:import|export)\b", answer.text, re.MULTILINE)  # of the old kind
    assert f'"{hall.site.pages.static_digest}"' in answer.text


def imported(scripts: set[str]) -> set[str]:
    """These scripts, and all that they import."""
    static, found, left = folder("static"), set(scripts), list(scripts)
    while left:
        script = left.pop()
        text = (static / script).read_text(encoding="utf-8")
        for named in re.findall(r'from "(\.[^"]+)"', text):
            path = str((Path("/") / Path(script).parent / named).resolve()).lstrip("/")
            if path not in found:
                found.add(path)
                left.append(path)
    return found
