"""Tables of this room to take away: rows to correct, files, claims."""

from collections.abc import Iterator
from decimal import Decimal

from flask import abort
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow
from core.clock import local_day
from core.exports import download_csv, stream_csv
from sales import claim_queries, desk, messages
from sales.models import StagedRow, Upload
from sales.staff_blueprint import blueprint


@blueprint.get("/sales/uploads/<int:upload_id>/bad-rows.csv")
@allow("administrator")
def bad_rows_csv(upload_id: int) -> Response:
    """The rows that cannot be taken, with the reason, to correct and bring again."""
    upload = desk.upload(upload_id) or abort(404)
    rows = list(desk.every_bad_row(upload.id))
    columns = list(dict.fromkeys(name for row in rows for name in row.cells or {}))
    return download_csv(
        f"rows-to-correct-{upload.id}",
        [_("line"), _("reason"), *columns],
        (_told(row, columns) for row in rows),
    )


@blueprint.get("/sales/uploads.csv")
@allow("administrator")
def uploads_csv() -> Response:
    """Every file that was brought, the newest first, with its figures; amounts in euros."""
    columns = (
        _("File"),
        _("Mapping"),
        _("Brought on"),
        _("State"),
        _("Rows"),
        _("Good rows"),
        _("To correct"),
        _("In conflict"),
        _("Returns that wait"),
        _("Already in the books"),
        _("Amount"),
        _("Points"),
    )
    rows = (
        (
            one.filename,
            one.source,
            local_day(one.brought_at),
            messages.state_word(one.state),
            *_counts(one),
            _plain(one.amount_good_cents),
            one.points,
        )
        for one in desk.every_upload()
    )
    return stream_csv("files-of-sales", columns, rows)


@blueprint.get("/sales/claims.csv")
@allow("administrator")
def claims_csv() -> Response:
    """Every claim, the newest first, with its decision; amounts in euros."""
    columns = (
        _("Seller"),
        _("Company"),
        _("Reference"),
        _("Product"),
        _("Quantity"),
        _("Amount without tax"),
        _("Invoice"),
        _("Invoice date"),
        _("Sent on"),
        _("Answer due"),
        _("Decision"),
        _("Decided on"),
        _("Reason"),
    )
    return stream_csv("claims", columns, _claims())


def _claims() -> Iterator[tuple[object, ...]]:
    for claim, person, company, product, reference in claim_queries.every_claim():
        yield (
            person,
            company,
            reference,
            product,
            claim.quantity,
            _plain(claim.amount_cents),
            claim.document,
            claim.invoiced_on,
            local_day(claim.sent_at),
            local_day(claim.due_at),
            messages.decision_word(claim.state),
            local_day(claim.decided_at) if claim.decided_at else "",
            claim.reason,
        )


def _told(row: StagedRow, columns: list[str]) -> tuple[object, ...]:
    cells = row.cells or {}
    reasons = " ".join(messages.problem_sentences(row.problems))
    return (row.line, reasons, *(cells.get(name, "") for name in columns))


def _counts(one: Upload) -> tuple[int, ...]:
    return (
        one.rows_done,
        one.rows_good,
        one.rows_bad,
        one.rows_conflict,
        one.rows_returns,
        one.rows_known,
    )


def _plain(cents: int) -> Decimal:
    """Euros with two decimals, for a program."""
    return Decimal(cents).scaleb(-2)
