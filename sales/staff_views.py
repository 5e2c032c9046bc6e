"""Pages for the sponsor's staff: files of sales, from the drop zone to the books, and claims to decide."""

from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import now
from core.database import in_transaction
from core.rules import Refused
from sales import (
    actions,
    claim_queries,
    claims,
    conflict_queries,
    desk,
    intake,
    mapping,
    messages,
    return_queries,
    storage,
)
from sales import conflict_views as _conflicts  # noqa: F401 - registers its routes
from sales import export_views as _exports  # noqa: F401 - registers its routes
from sales import quote_views as _quotes  # noqa: F401 - registers its routes
from sales import return_views as _returns  # noqa: F401 - registers its routes
from sales.forms import FileForm, MappingForm, RefusalForm
from sales.limits import Unreadable
from sales.models import Upload
from sales.staff_blueprint import blueprint

__all__ = ["blueprint"]


@blueprint.get("/sales")
@allow("administrator")
def files() -> Response:
    """Files that were brought, a place to drop the next, claims that wait."""
    return _files_page(FileForm())


@blueprint.post("/sales/uploads")
@allow("administrator")
def bring() -> Response:
    """Take a file in; a small one is checked before the page comes back."""
    form = FileForm()
    if not form.validate_on_submit():
        return _files_page(form, 422)
    try:
        file = form.file.data
        upload_id = intake.take_in(file.stream, file.filename or "", now(), me().actor)
    except Unreadable as refused:
        form.file.errors = [reply.say(refused)]
        return _files_page(form, 422)
    return reply.go(url_for(".one_file", upload_id=upload_id))


@blueprint.get("/sales/uploads/<int:upload_id>")
@allow("administrator")
def one_file(upload_id: int) -> Response:
    """A file: its columns to choose, its progress, its good and bad rows, or what it earned."""
    upload = _held(upload_id)
    if upload.state == "mapping" or (request.args.get("columns") and upload.state in {"ready", "unreadable"}):
        return _columns_page(upload, None)
    response = reply.show("sales/upload.html", "sales/_upload.html", **_file_context(upload))
    if reply.wants_fragment() and upload.state not in {"reading", "accepting"}:
        response.headers["HX-Refresh"] = "true"  # what was awaited is done: the whole page has changed
    return response


@blueprint.post("/sales/uploads/<int:upload_id>/mapping")
@allow("administrator")
def choose_columns(upload_id: int) -> Response:
    """Say which column means what, and keep it under a name."""
    upload = _held(upload_id)
    form = MappingForm()
    form.offer(intake.preview(upload).columns)
    if not form.validate_on_submit():
        return _columns_page(upload, form)
    intake.use_columns(upload_id, form.spec(), now(), me().actor)
    return reply.go(url_for(".one_file", upload_id=upload_id))


@blueprint.post("/sales/uploads/<int:upload_id>/acceptance")
@allow("administrator")
def accept_file(upload_id: int) -> Response:
    """Take the good rows into the books."""
    _held(upload_id)
    done = intake.take_over(upload_id, now(), me().actor)
    said = _("The file is in the books.") if done else _("The file goes into the books now.")
    return reply.go(url_for(".one_file", upload_id=upload_id), said)


@blueprint.post("/sales/uploads/<int:upload_id>/abandonment")
@allow("administrator")
def abandon_file(upload_id: int) -> Response:
    """Put a file aside; the books never saw it."""
    _held(upload_id)
    by = me().actor
    stored = in_transaction(lambda: actions.abandon(upload_id, now(), by))
    storage.drop(stored)
    return reply.go(url_for(".files"), _("The file is put aside; nothing was written."))


@blueprint.get("/sales/claims")
@allow("administrator")
def waiting_claims() -> Response:
    """Claims that wait for a decision, the first due first."""
    return _claims_page(RefusalForm())


@blueprint.post("/sales/claims/<int:claim_id>/acceptance")
@allow("administrator")
def accept_claim(claim_id: int) -> Response:
    """Take a claim into the books."""
    by = me().actor
    gained = in_transaction(lambda: claims.accept_claim(claim_id, now(), by))
    said = ngettext("Accepted: %(num)d point was given.", "Accepted: %(num)d points were given.", gained)
    return reply.go(url_for(".waiting_claims"), said)


@blueprint.post("/sales/claims/<int:claim_id>/refusal")
@allow("administrator")
def refuse_claim(claim_id: int) -> Response:
    """Refuse a claim, with the reason its sender will read."""
    form = RefusalForm()
    if not form.validate_on_submit():
        return _claims_page(form, claim_id, 422)
    by, reason = me().actor, form.reason.data or ""
    in_transaction(lambda: claims.refuse_claim(claim_id, reason, now(), by))
    return reply.go(url_for(".waiting_claims"), _("Refused; the seller reads the reason."))


def _held(upload_id: int) -> Upload:
    return desk.upload(upload_id) or abort(404)


def _files_page(form: FileForm, status: int = 200) -> Response:
    return reply.show(
        "sales/uploads.html",
        status=status,
        form=form,
        uploads=desk.uploads(),
        mappings=desk.mappings(),
        claims_waiting=claim_queries.waiting_count(),
        returns_waiting=return_queries.waiting_count(),
    )


def _columns_page(upload: Upload, form: MappingForm | None) -> Response:
    try:
        opened = intake.preview(upload)
    except Refused as refused:
        return reply.go(url_for(".files"), reply.say(refused), "late")
    if form is None:
        chosen = upload.mapping.get("columns") or mapping.guess(opened.columns)
        form = MappingForm(
            data={
                **chosen,
                "name": upload.mapping.get("name") or upload.filename.rsplit(".", 1)[0][:80],
                "seller_code": upload.mapping.get("defaults", {}).get("selling_company", ""),
                "seller_of_rep": upload.mapping.get("seller_of_rep", "selling_company" not in chosen),
                "dates": upload.mapping.get("dates", "dmy"),
                "decimal": upload.mapping.get("decimal", ","),
            }
        )
    form.offer(opened.columns)
    status = 422 if form.errors else 200
    rows = [row for chunk in opened.chunks for row in chunk]
    return reply.show("sales/columns.html", status=status, form=form, upload=upload, opened=opened, rows=rows)


def _file_context(upload: Upload) -> dict[str, Any]:
    verdict = request.args.get("rows", "")
    page = max(request.args.get("page", 1, int), 1)
    bad, bad_total = desk.bad_rows(upload.id, page, verdict=verdict)
    books = {row.row_key: desk.books_line(row.row_key) for row in bad if row.row_key}
    return {
        "upload": upload,
        "trouble": messages.trouble_sentence(upload.trouble),
        "bad": [(row, messages.problem_sentences(row.problems), books.get(row.row_key or "")) for row in bad],
        "bad_total": bad_total,
        "good": desk.good_rows(upload.id, page),
        "reps": desk.reps_in(upload.id) if upload.state == "ready" else 0,
        "came_back": desk.returns_in(upload.id) if upload.state == "accepted" else 0,
        "decisions": conflict_queries.decisions(upload.id),
        "verdict": verdict,
        "number": page,
        "size": desk.PAGE,
    }


def _claims_page(form: RefusalForm, refused_id: int = 0, status: int = 200) -> Response:
    rows = claim_queries.waiting_claims()
    return reply.show(
        "sales/staff_claims.html",
        status=status,
        form=form,
        refused_id=refused_id,
        rows=[(row, claim_queries.close_lines(row), claim_queries.brings(row.claim)) for row in rows],
        decided=claim_queries.decided_claims(),
        at=now(),
    )
