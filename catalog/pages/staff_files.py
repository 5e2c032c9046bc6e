"""The catalogue's files at the desk: taken away, changed elsewhere, brought in again."""

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import importing
from catalog.importing import taking
from catalog.pages import words
from catalog.pages.reward_forms import FileForm
from core.clock import now
from core.database import transaction
from core.exports import download_csv
from core.reply import go, say, show
from core.row_problems import FileRefused, Problem
from core.rules import N_, Refused

blueprint = Blueprint("files", __name__, url_prefix="/rewards")
WHAT = {
    "rewards": N_("Rewards: one line each"),
    "variants": N_("Variants: sizes, colours, models"),
    "prices": N_("Prices for some"),
    "parts": N_("Parts of bundles and choices"),
    "dates": N_("Dates with seats"),
    "hours": N_("Hours of experts"),
}
#: Largest file, bytes.
MOST = 5 * 1024 * 1024


@blueprint.get("/files/<what>.csv")
@allow("administrator")
def made_of(what: str) -> Response:
    """What rewards are made of, as a file that can be brought in again."""
    if what not in importing.FILES:
        abort(404)
    return download_csv(what, *taking.table(what))


@blueprint.get("/files")
@allow("administrator")
def page() -> Response:
    """Every file of the catalogue, and a place to bring one in."""
    return _page(_form())


@blueprint.post("/files")
@allow("administrator")
def bring() -> Response:
    """Bring a file in, all of it or nothing."""
    form = _form()
    data = form.file.data.read(MOST + 1) if form.validate() and form.file.data else b""
    if not data or len(data) > MOST:
        form.file.errors = [_("Choose a CSV file of at most 5 MB.")]
        return _page(form, 422)
    try:
        with transaction():
            added, changed = _bring(str(form.what.data), data)
    except FileRefused as refused:
        form.file.errors = [say(refused)]
        return _page(form, 422, refused.problems)
    except Refused as refused:
        form.file.errors = [say(refused)]
        return _page(form, 422)
    new = ngettext("%(num)d line is new", "%(num)d lines are new", added)
    other = ngettext("%(num)d changed", "%(num)d changed", changed)
    return go(request.path, _("%(new)s, %(other)s.", new=new, other=other))


def _bring(what: str, data: bytes) -> tuple[int, int]:
    if what == "rewards":
        brought = importing.import_rewards(data, now(), me().actor)
        return brought.added, brought.changed
    return importing.bring(what, data, now(), me().actor)


def _form() -> FileForm:
    form = FileForm()
    form.what.choices = words.choices(WHAT)
    return form


def _page(form: FileForm, status: int = 200, problems: list[Problem] | None = None) -> Response:
    return show(
        "catalog/reward_files.html",
        status=status,
        form=form,
        problems=problems or [],
        files=words.choices(WHAT),
    )
