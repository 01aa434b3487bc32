"""Brings the catalogues up to date with the sentences in the code and the templates.

    make words

Indonesian is the language of the sentences themselves, so its catalogue repeats them; a sentence
new in the English one is left empty, and `tests/web/test_language.py` fails until it is written.
"""

import tomllib
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).parent.parent
LOCALE: Final = ROOT / "musrenbang_live" / "locale"
HEADER: Final = "# Sentences of the interface; brought up to date by `make words`."
_NOISE: Final = ('"POT-', '"PO-', '"Report-', '"Last-', '"Language-Team', '"Project-', '"Generated')


def sentences() -> Catalog:
    """Every sentence of the interface, as it stands in the code."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    mappings = settings["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mappings]
    options = {
        each["pattern"]: {k: v for k, v in each.items() if k not in ("pattern", "method")}
        for each in mappings
    }
    found = Catalog(project="Musrenbang Live", charset="utf-8")
    for folder in ("musrenbang_live", "templates"):
        for file, _line, message, comments, _context in extract_from_dir(
            ROOT, methods, options, directory_filter=lambda path, top=folder: _below(path, top)
        ):
            if Path(file).parts[0] == folder:
                found.add(message, None, auto_comments=comments)
    return found


def _below(path: str, top: str) -> bool:
    relative = Path(path).relative_to(ROOT)
    return bool(relative.parts) and relative.parts[0] == top


def kept(language: str) -> Catalog:
    """The catalogue as it is on disk."""
    path = LOCALE / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def renew(language: str) -> None:
    """Write the catalogue with every sentence there is now and none that is gone."""
    old = kept(language)
    new = Catalog(locale=language, project="Musrenbang Live", header_comment=HEADER, fuzzy=False)
    for message in sentences():
        if not message.id:
            continue
        known = old.get(message.id)
        string = known.string if known and known.string else ""
        if language == "id" and not string:
            string = message.id
        new.add(message.id, string, flags=message.flags)
    path = LOCALE / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, sort_output=True, omit_header=False, width=96, ignore_obsolete=True)
    _without_noise(path)


def _without_noise(path: Path) -> None:
    """A catalogue that did not change must not look as if it had."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(x for x in lines if not x.startswith(_NOISE)), encoding="utf-8")


def main() -> None:
    """Renew both."""
    for language in ("id", "en"):
        renew(language)


if __name__ == "__main__":
    main()
