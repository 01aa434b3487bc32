"""What is typed at the door and looked for in the list."""

from musrenbang_live.core.attending import Attendee, Told
from musrenbang_live.web.forms import Form


def told_of(form: Form) -> Told:
    """What was typed at the door."""
    return Told(
        name=form.text("name"),
        organisation=form.text("organisation"),
        age_band=form.text("age_band"),
        gender=form.text("gender"),
        neighborhood=form.text("neighborhood"),
        address=form.text("address"),
        phone=form.text("phone"),
    )


def found(people: list[Attendee], wanted: str) -> list[Attendee]:
    """Those in whose name or institution all the words of `wanted` are, in any capitals."""
    words = wanted.casefold().split()
    return [
        line
        for line in people
        if all(word in f"{line.name} {line.organisation}".casefold() for word in words)
    ]
