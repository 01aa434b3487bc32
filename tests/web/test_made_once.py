"""Work kept for the next start: whole, of exactly this, in a folder that is ours, or made anew."""

import os
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from musrenbang_live.config import folder
from musrenbang_live.web import language
from musrenbang_live.web.compiled import Compiled
from musrenbang_live.web.made_once import MadeOnce
from musrenbang_live.web.pages import Pages


def test_what_was_made_is_found_again_by_the_next_process_and_only_of_the_same(
    tmp_path: Path,
) -> None:
    MadeOnce(tmp_path / "deep" / "new").put("name", b"source", b"made")
    kept = MadeOnce(tmp_path / "deep" / "new")
    assert kept.get("name", b"source") == b"made"
    assert kept.get("name", b"another source") is None
    assert kept.get("another name", b"source") is None
    kept.put("name", b"another source", b"made of it")
    assert kept.get("name", b"another source") == b"made of it"
    assert kept.get("name", b"source") is None
    assert len(list((tmp_path / "deep" / "new").iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"x" * 31, b"x" * 32, b"x" * 400])
def test_what_is_broken_counts_as_missing(tmp_path: Path, damage: bytes) -> None:
    kept = MadeOnce(tmp_path)
    kept.put("name", b"source", b"made")
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert kept.get("name", b"source") is None
    file.unlink()
    file.mkdir()
    assert kept.get("name", b"source") is None
    kept.put("name", b"source", b"made")  # there is no room for it, and nobody minds
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(os.name == "nt", reason="rights are others there")
def test_a_folder_that_others_can_write_to_is_not_used(tmp_path: Path) -> None:
    MadeOnce(tmp_path).put("name", b"source", b"made")
    tmp_path.chmod(0o777)
    assert MadeOnce(tmp_path).get("name", b"source") is None
    tmp_path.chmod(0o700)
    assert MadeOnce(tmp_path).get("name", b"source") == b"made"


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    kept = MadeOnce(tmp_path / "file" / "below")
    kept.put("name", b"source", b"made")
    assert kept.get("name", b"source") is None


def test_a_template_is_compiled_once_and_anew_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = tmp_path / "page.html"

    def rendered(**options: bool) -> str:
        environment = Environment(
            loader=FileSystemLoader(tmp_path),
            bytecode_cache=Compiled(MadeOnce(tmp_path / "kept"), options),
            autoescape=True,
            **options,
        )
        return environment.get_template("page.html").render(of="<b>")

    template.write_text("{% if of %}\n{{ of }}{% endif %}")
    assert rendered() == "\n&lt;b&gt;"
    assert rendered(trim_blocks=True) == "&lt;b&gt;"  # not the code that was made with others
    with monkeypatch.context() as nothing_compiles:
        nothing_compiles.delattr(Environment, "compile")
        assert rendered(trim_blocks=True) == "&lt;b&gt;"
    template.write_text("{{ of }}!")
    assert rendered(trim_blocks=True) == "&lt;b&gt;!"


def test_pages_compiled_beforehand_are_compiled_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates, kept = tmp_path / "templates", MadeOnce(tmp_path / "kept")
    (templates / "deep").mkdir(parents=True)
    (templates / "deep" / "page.html").write_text("{{ lang }}")
    Pages(templates, folder("static"), language.load(), "Musrenbang", kept).compile()
    again = Pages(templates, folder("static"), language.load(), "Musrenbang", kept)
    monkeypatch.delattr(Environment, "compile")
    assert [again.html("deep/page.html", code, {}) for code in ("id", "en")] == ["id", "en"]


def test_kept_catalogues_say_the_same(tmp_path: Path) -> None:
    read, kept = language.load(), MadeOnce(tmp_path)
    language.load(kept)
    again = language.load(kept)
    assert len(list(tmp_path.iterdir())) == len(language.CODES)
    for code in language.CODES:
        assert again[code].gettext("Kirim") == read[code].gettext("Kirim")
        assert again[code].ngettext("a", "b", 2) == "b"
    assert again["en"].gettext("Usulan") == read["en"].gettext("Usulan") != "Usulan"
