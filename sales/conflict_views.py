"""Pages where the staff decide between the books and a file."""

from flask import abort, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import now
from core.database import in_transaction
from sales import conflict_queries, conflicts, desk, replacing, return_queries
from sales.forms import ConflictForm
from sales.staff_blueprint import blueprint


@blueprint.get("/sales/uploads/<int:upload_id>/conflicts/<int:line>")
@allow("administrator")
def conflict(upload_id: int, line: int) -> Response:
    """What the books hold beside what the file says."""
    return _page(upload_id, line, ConflictForm())


@blueprint.post("/sales/uploads/<int:upload_id>/conflicts/<int:line>")
@allow("administrator")
def decide(upload_id: int, line: int) -> Response:
    """Keep the books, here or in every conflict of the file, or let the file's row take their place."""
    form, by = ConflictForm(), me().actor
    if not form.validate_on_submit():
        return _page(upload_id, line, form, 422)
    agreed, reason = form.agreed.data or "", form.reason.data or ""
    if form.choice.data == "replace":
        in_transaction(lambda: replacing.replace_books(upload_id, line, agreed, reason, now(), by))
        return _on(upload_id, _("The file’s version holds now; your reason is on record."))
    if form.everywhere.data:
        many = form.waiting.data or 0
        in_transaction(lambda: conflicts.keep_books_everywhere(upload_id, many, reason, now(), by))
    else:
        in_transaction(lambda: conflicts.keep_books(upload_id, line, agreed, reason, now(), by))
    return _on(upload_id, _("The books stay as they are; your reason is on record."))


def _page(upload_id: int, line: int, form: ConflictForm, status: int = 200) -> Response:
    upload = desk.upload(upload_id) or abort(404)
    found = conflict_queries.conflict(upload_id, line) or abort(404)
    waiting = conflict_queries.waiting(upload_id)
    return reply.show(
        "sales/conflict.html",
        status=status,
        upload=upload,
        one=found,
        waiting=waiting,
        shares=return_queries.would_take(found.line_id, found.books.quantity),
        form=form,
        decidable=upload.state in conflicts.DECIDABLE,
    )


def _on(upload_id: int, said: str) -> Response:
    """On to the next conflict, else back to the file."""
    following = conflict_queries.first_conflict(upload_id)
    if following is None:
        return reply.go(url_for(".one_file", upload_id=upload_id), said)
    return reply.go(url_for(".conflict", upload_id=upload_id, line=following), said)
