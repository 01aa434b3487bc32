"""What residents think, as plain forms; with a script it comes by `web.socket` instead."""

from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.topics import VALUES
from musrenbang_live.live.clock import now
from musrenbang_live.web import forms
from musrenbang_live.web.intake import opined_sentence
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.resident.pages import (
    TARGETS,
    Visit,
    asking,
    for_residents,
    show,
    within_limit,
)
from musrenbang_live.web.site import site_of


@for_residents
async def opine(request: Request, come: Visit) -> Response:
    """Store an opinion, and back to the page (`back`) where it was tapped.

    `words` may come several times: reasons that were ticked, and one that was written. One that
    is refused stands on the page again, to be put right.
    """
    unsaid: dict[str, str] = {}
    try:
        with asking():
            form = await forms.read(request)
            topic, value, words = form.text("topic"), form.number("value"), reason(form)
            number = form.number("number") or 0
            unsaid = {f"alasan-{topic}-{number}": words}
            within_limit(request, come)
            told = topic, number, -1 if value is None else value, words
            stored = await site_of(request).service.opine(
                come.room, come.participant, form.ref, now(), *told
            )
    except Rejected as rejected:
        return await show(
            request,
            come,
            "resident/now.html",
            "now",
            rejected=rejected,
            unsaid=unsaid,
        )
    said = opined_sentence(come.language, topic, number, stored)
    return redirect(f"{come.home}{_place(form, topic, number)}", said)


def reason(form: forms.Form) -> str:
    """What was ticked and what was written, one after the other."""
    return "; ".join(filter(None, (each.strip() for each in form.every("words"))))


def _place(form: forms.Form, topic: str, number: int) -> str:
    back = form.text("back")
    target = f"/{back}" if back and TARGETS.fullmatch(back) else ""
    return f"{target}#{topic}-{number}" if topic in VALUES and target else target
