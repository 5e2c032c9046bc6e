"""Pages for the sponsor’s staff: one line of the register, what the year makes of it, what happened since."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from compliance import lines, register, words
from compliance.forms import NoteForm
from compliance.models import Gratification
from core import audit
from core.clock import now
from core.database import session, transaction
from core.format import euros, full_moment
from core.reply import go, show

#: Under compliance_staff.
blueprint = Blueprint("lines", __name__)
#: What a person may note; what was made available is noted by its delivery.
BY_HAND = ("notice_sent", "declared")


@blueprint.get("/register/<int:line_id>")
@allow("administrator")
def detail(line_id: int) -> Response:
    """Everything that was true when it was given."""
    return _page(line_id, NoteForm())


@blueprint.post("/register/<int:line_id>/notes")
@allow("administrator")
def note(line_id: int) -> Response:
    """Note that the employer was told, or under which number it was declared; once."""
    line, form, what = session.get(Gratification, line_id) or abort(404), NoteForm(), _what()
    if not form.validate():
        return _page(line_id, form, 422)
    facts = {"reference": (form.reference.data or "").strip()}
    with transaction():
        if register.note(line.reference, what, now(), me().actor, facts):
            audit.record(me().actor, f"compliance.{what}", ("gratification", line_id), now(), facts)
    return go(url_for("compliance_staff.lines.detail", line_id=line_id), words.note(what))


def _what() -> str:
    what = request.form.get("what", "")
    return what if what in BY_HAND else abort(400)


def _page(line_id: int, form: NoteForm, status: int = 200) -> Response:
    found = lines.page(line_id) or abort(404)
    missing = [(what, words.noting(what)) for what in BY_HAND if what not in found.notes]
    return show(
        "compliance/line.html",
        status=status,
        found=found,
        form=form,
        missing=missing,
        happened=_happened(found),
        contributions=[(words.contribution(one.code), one) for one in found.ordinary],
    )


def _happened(found: lines.Page) -> list[dict[str, Any]]:
    """The line’s life for the timeline: written, made available, told, declared, taken back."""
    said = [(found.line.recorded_at, _("Written in the register"), "", "done")]
    said += [
        (one.at, words.note(what), str(one.facts.get("reference", "")), "done")
        for what, one in found.notes.items()
    ]
    said += [
        (one.recorded_at, _("%(amount)s taken back", amount=euros(-one.value_cents)), "", "bad")
        for one in found.corrections
    ]
    return [
        {"title": title, "when": full_moment(at), "why": why, "state": state}
        for at, title, why, state in sorted(said, key=lambda one: one[0])
    ]
