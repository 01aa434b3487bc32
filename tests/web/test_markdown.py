"""Markdown of articles: whatever is written, nothing of it acts in a browser."""

import json
import re
from pathlib import Path

import pytest

from musrenbang_live.store.attachments import File
from musrenbang_live.web.portal import markdown

BLNS = Path(__file__).parent.parent / "data" / "blns.json"
PHOTO = File(id="p", article_id=1, name="Foto titi.jpg", kind="jpg", size=1, digest="")
PAPER = File(id="d", article_id=1, name="rkpd.pdf", kind="pdf", size=1, digest="")
TAGS = re.compile(
    r"</?(p|h[2-5]|ul|ol|li|blockquote|pre|code|em|strong|s|a|img|hr|br|table|thead|tbody|tr|th|td)\b"
)


def said(text: str) -> str:
    """The HTML of a text in an article with two files."""
    return str(markdown.html(text, [PHOTO, PAPER]))


def harmless(html: str) -> bool:
    """Whether there are only tags we know, no acts, and no addresses but of a kind we know."""
    opened = re.findall(r"<[^>]*", html)
    known = all(TAGS.match(each) for each in opened)
    acts = any(re.search(r"[\s\"']on\w+\s*=|style\s*=", each, re.I) for each in opened)
    leads = [each for tag in opened for each in re.findall(r'(?:href|src)="([^"]*)"', tag)]
    safe = all(re.match(r"https?://|/(?![/\\])|#", each) for each in leads)
    return known and not acts and safe


@pytest.mark.parametrize("text", json.loads(BLNS.read_text(encoding="utf-8"))[::4])
def test_no_text_of_the_world_does_harm(text: str) -> None:
    for each in (text, f"[{text}]({text})", f"![{text}]({text})", f"<{text}>", f"[a]: {text}\n[a]"):
        assert harmless(said(each)), each


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:a@example.org",
        "tel:+628123456789",
        "//jahat.example",
        "\\\\jahat.example",
        "http:jahat",
        "https://",
        "lain.pdf",
    ],
)
def test_a_link_that_may_not_lead_is_no_link(target: str) -> None:
    assert "<a" not in said(f"[sini]({target})")
    assert "<a" not in said(f"[sini]\n\n[sini]: {target}")
    assert "<img" not in said(f"![sini]({target})")


def test_links_and_pictures_that_may_stand() -> None:
    assert 'href="https://tanjungbalai.example" rel="noopener nofollow"' in said(
        "[kota](https://tanjungbalai.example)"
    )
    assert '<a href="/arsip">' in said("[arsip](/arsip)")
    assert '<a href="/berkas/d/rkpd.pdf">' in said("[dokumen](RKPD.pdf)")
    assert '<img src="/berkas/p/Foto%20titi.jpg" alt="Titi"' in said("![Titi](Foto%20titi.jpg)")
    assert "<img" not in said("![x](rkpd.pdf) ![y](https://jauh.example/y.jpg)")


def test_headings_stand_below_the_title_and_tables_carry_no_style() -> None:
    assert "<h2>A</h2>" in said("# A")
    assert "<h5>B</h5>" in said("###### B")
    table = said("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert "<td>1</td>" in table
    assert "style" not in table
    assert "<br" in said("satu\ndua")


def test_the_words_of_a_text_without_its_marks() -> None:
    assert markdown.plain("# Judul\n\n**Tebal** dan [tautan](/arsip).\nBaris") == (
        "Judul Tebal dan tautan. Baris"
    )


def test_a_text_of_the_longest_kind_is_read_in_time() -> None:
    for text in ("[" * 20_000, "> " * 10_000, "*a_ " * 5_000, "`" * 20_000, "|" * 20_000):
        assert harmless(said(text))
