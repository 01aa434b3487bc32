"""How those on the speaker list are called, and how long they spoke, in words."""

from musrenbang_live.core.speaking import Speaker
from musrenbang_live.web.language import Language


def called(language: Language, speaker: Speaker, label: str) -> str:
    """A speaker as the hall reads it: the name the desk typed, or where somebody comes from.

    `label` is what the plan calls a neighborhood.
    """
    _ = language.gettext
    place = f"{label} {speaker.neighborhood}" if speaker.neighborhood else ""
    if speaker.name:
        return f"{speaker.name} · {place}" if place else speaker.name
    if not place:
        return _("Pembicara %(number)s") % {"number": speaker.number}
    said = {"P": _("Ibu dari %(place)s"), "L": _("Bapak dari %(place)s")}
    return said.get(speaker.gender, _("Warga %(place)s")) % {"place": place}


def spoke(seconds: int) -> str:
    """A length of time: `4:05`."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def turn(language: Language, place: int) -> str:
    """Where somebody is in the queue, for that person's phone."""
    _ = language.gettext
    if not place:
        return _("Giliran Bapak/Ibu sekarang")
    if place == 1:
        return _("Giliran berikutnya")
    return _("Giliran ke-%(place)s") % {"place": place}
