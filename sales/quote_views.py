"""Pages where the staff bring quotes, see what does not fit, accept, and read what reps make of offers."""

from collections.abc import Iterator

from flask import abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import now
from core.database import in_transaction, session
from core.exports import download_csv
from core.rules import Refused
from sales import messages, quote_actions, quote_intake, quote_mapping, quotes
from sales.forms import FileForm
from sales.limits import Unreadable
from sales.models import QuoteFile
from sales.quote_check import Checked
from sales.quote_forms import QuoteMappingForm
from sales.staff_blueprint import blueprint

#: Rows shown of a long file; the others are in its download.
SHOWN = 50


@blueprint.get("/sales/quotes")
@allow("administrator")
def quotes_page() -> Response:
    """Quotes with what became of them, the rate of each rep, a place to bring a file."""
    return _list_page(FileForm())


@blueprint.post("/sales/quotes/files")
@allow("administrator")
def bring_quotes() -> Response:
    """Take a file in."""
    form = FileForm()
    if not form.validate_on_submit():
        return _list_page(form, 422)
    try:
        file = form.file.data
        file_id = quote_intake.take_in(file.stream, file.filename or "", now(), me().actor)
    except Unreadable as refused:
        form.file.errors = [reply.say(refused)]
        return _list_page(form, 422)
    return reply.go(url_for(".quote_file", file_id=file_id))


@blueprint.get("/sales/quotes/files/<int:file_id>")
@allow("administrator")
def quote_file(file_id: int) -> Response:
    """A file: its columns to choose, or every row of it, good and bad, before anything is written."""
    one = _held(file_id)
    if one.state == "mapping" or (one.state == "ready" and request.args.get("columns")):
        return _columns_page(one, None)
    checked, trouble = None, ""
    if one.state == "ready":
        try:
            checked = quote_intake.look(one, now())
        except Refused as refused:
            trouble = reply.say(refused)
    good = list(checked.good.items())[:SHOWN] if checked else []
    bad = checked.bad[:SHOWN] if checked else []
    people, firms = quotes.names([offer for _line, offer in good])
    return reply.show(
        "sales/quote_file.html",
        one=one,
        checked=checked,
        trouble=trouble,
        good=good,
        bad=[(row, messages.problem_sentences(row.problems)) for row in bad],
        people=people,
        firms=firms,
        states=messages.quote_words(),
    )


@blueprint.post("/sales/quotes/files/<int:file_id>/columns")
@allow("administrator")
def choose_quote_columns(file_id: int) -> Response:
    """Say which column means what."""
    one, form, by = _held(file_id), QuoteMappingForm(), me().actor
    form.offer(quote_intake.preview(one).columns)
    if not form.validate_on_submit():
        return _columns_page(one, form)
    spec = form.spec(one.filename)
    in_transaction(lambda: quote_actions.choose_columns(file_id, spec, now(), by))
    return reply.go(url_for(".quote_file", file_id=file_id))


@blueprint.get("/sales/quotes/files/<int:file_id>/bad-rows.csv")
@allow("administrator")
def bad_quotes_csv(file_id: int) -> Response:
    """The rows that cannot be taken, with the reason, to correct and bring again."""
    checked = quote_intake.look(quote_intake.waiting(_held(file_id).id), now())
    return download_csv(
        f"quotes-to-correct-{file_id}", [_("line"), _("reason"), *checked.columns], _told(checked)
    )


@blueprint.post("/sales/quotes/files/<int:file_id>/acceptance")
@allow("administrator")
def accept_quotes(file_id: int) -> Response:
    """Take the good rows into the books."""
    done = quote_intake.take_over(_held(file_id).id, now(), me().actor)
    many = done.made + done.decided
    said = ngettext("%(num)d quote is in the books.", "%(num)d quotes are in the books.", many)
    return reply.go(url_for(".quotes_page"), said)


@blueprint.post("/sales/quotes/files/<int:file_id>/abandonment")
@allow("administrator")
def abandon_quotes(file_id: int) -> Response:
    """Put a file aside."""
    quote_intake.put_aside(_held(file_id).id, now(), me().actor)
    return reply.go(url_for(".quotes_page"), _("The file is put aside; nothing was written."))


def _held(file_id: int) -> QuoteFile:
    return session.get(QuoteFile, file_id) or abort(404)


def _list_page(form: FileForm, status: int = 200) -> Response:
    page = max(request.args.get("page", 1, int), 1)
    rows, total = quotes.latest(page)
    return reply.show(
        "sales/quotes.html",
        status=status,
        form=form,
        rows=rows,
        total=total,
        number=page,
        size=quotes.PAGE,
        rates=quotes.rates(),
        files=quote_intake.files(),
        states=messages.quote_words(),
    )


def _columns_page(one: QuoteFile, form: QuoteMappingForm | None) -> Response:
    try:
        opened = quote_intake.preview(one)
    except Refused as refused:
        return reply.go(url_for(".quotes_page"), reply.say(refused), "late")
    if form is None:
        chosen = one.mapping.get("columns") or quote_mapping.guess(opened.columns)
        form = QuoteMappingForm(
            data={
                **chosen,
                "seller_code": one.mapping.get("defaults", {}).get("selling_company", ""),
                "seller_of_rep": one.mapping.get("seller_of_rep", "selling_company" not in chosen),
                "dates": one.mapping.get("dates", "dmy"),
                "decimal": one.mapping.get("decimal", ","),
            }
        )
    form.offer(opened.columns)
    rows = [row for chunk in opened.chunks for row in chunk]
    status = 422 if form.errors else 200
    return reply.show("sales/quote_columns.html", status=status, form=form, one=one, opened=opened, rows=rows)


def _told(checked: Checked) -> Iterator[tuple[object, ...]]:
    for row in checked.bad:
        reasons = " ".join(messages.problem_sentences(row.problems))
        yield (row.line, reasons, *(row.cells.get(name, "") for name in checked.columns))
