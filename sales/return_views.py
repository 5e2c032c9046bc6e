"""Pages of returns for the staff: those that wait for their sale, and a return recorded by hand."""

from datetime import date

from flask import abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import local_day, now
from core.database import in_transaction
from core.format import day, euros, points
from sales import messages, return_queries, returns
from sales.return_forms import ChoiceForm, RefuseReturnForm, ReturnForm
from sales.return_queries import Offer, Waiting
from sales.return_rules import share
from sales.staff_blueprint import blueprint


@blueprint.get("/sales/returns")
@allow("administrator")
def returned() -> Response:
    """Returns that wait, a sale to look up, and what came back lately."""
    wanted = request.args.get("document", "").strip()[:60]
    rows = return_queries.waiting()
    return reply.show(
        "sales/returns.html",
        rows=[(row, messages.problem_sentences(row.problems)) for row in rows],
        waiting=return_queries.waiting_count(),
        wanted=wanted,
        found=return_queries.search(wanted) if wanted else [],
        latest=return_queries.latest(),
        refused=return_queries.refused(),
    )


@blueprint.get("/sales/returns/<int:upload_id>/<int:line>")
@allow("administrator")
def waiting_return(upload_id: int, line: int) -> Response:
    """A return that waits: the sales it may mean, or a refusal."""
    return _waiting_page(_waiting(upload_id, line))


@blueprint.post("/sales/returns/<int:upload_id>/<int:line>/sale")
@allow("administrator")
def choose_sale(upload_id: int, line: int) -> Response:
    """Say which sale came back."""
    row, by = _waiting(upload_id, line), me().actor
    form = ChoiceForm().offer(_choices(return_queries.offers(row)))
    if not form.validate_on_submit():
        return _waiting_page(row, choice=form)
    agreed, line_id = form.agreed.data or "", form.sale.data
    in_transaction(lambda: returns.choose_sale(upload_id, line, agreed, line_id, now(), by))
    return reply.go(url_for(".returned"), _("The return is in the books, and its points went back."))


@blueprint.post("/sales/returns/<int:upload_id>/<int:line>/refusal")
@allow("administrator")
def refuse_return(upload_id: int, line: int) -> Response:
    """Refuse a return, for a reason."""
    row, form, by = _waiting(upload_id, line), RefuseReturnForm(), me().actor
    if not form.validate_on_submit():
        return _waiting_page(row, refusal=form)
    agreed, reason = form.agreed.data or "", form.reason.data or ""
    in_transaction(lambda: returns.refuse(upload_id, line, agreed, reason, now(), by))
    return reply.go(url_for(".returned"), _("The return is refused; your reason is on record."))


@blueprint.get("/sales/lines/<int:line_id>")
@allow("administrator")
def sale_line(line_id: int) -> Response:
    """A sale: what is left of it, what came back, and a return to record."""
    one = return_queries.sale(line_id) or abort(404)
    units = request.args.get("units", 0, int)
    form = _return_form(one, units) if 0 < units <= one.left.units_left else None
    return _line_page(one, form)


@blueprint.post("/sales/lines/<int:line_id>/returns")
@allow("administrator")
def record_return(line_id: int) -> Response:
    """Write a return of this sale down."""
    one, form, by = return_queries.sale(line_id) or abort(404), ReturnForm(), me().actor
    if not form.validate_on_submit():
        return _line_page(one, form, 422)
    came = returns.Comeback(
        form.units.data or 0, form.day.data or date.min, form.cents(), form.reason.data or ""
    )
    once = form.request_id.data or ""
    in_transaction(lambda: returns.record(line_id, came, once, now(), by))
    said = ngettext("%(num)d unit came back.", "%(num)d units came back.", came.units)
    return reply.go(url_for(".sale_line", line_id=line_id), said)


def _waiting(upload_id: int, line: int) -> Waiting:
    return return_queries.one_waiting(upload_id, line) or abort(404)


def _waiting_page(
    row: Waiting, choice: ChoiceForm | None = None, refusal: RefuseReturnForm | None = None
) -> Response:
    offers = return_queries.offers(row)
    return reply.show(
        "sales/return.html",
        status=422 if choice or refusal else 200,
        row=row,
        sentences=messages.problem_sentences(row.problems),
        offers=offers,
        choice=choice or ChoiceForm(formdata=None).offer(_choices(offers)),
        refusal=refusal or RefuseReturnForm(formdata=None),
    )


def _choices(offers: list[Offer]) -> list[tuple[int, str]]:
    return [(one.line.id, _told(one)) for one in offers]


def _told(one: Offer) -> str:
    said: str = _(
        "%(document)s of %(day)s, %(who)s: %(left)s of %(sold)s left, %(amount)s",
        document=one.line.document,
        day=day(one.line.sold_on, year=True),
        who=one.line.buyer or one.line.rep or one.line.seller,
        left=points(one.left.units_left),
        sold=points(one.line.quantity),
        amount=euros(one.left.cents_left),
    )
    return said


def _return_form(one: Offer, units: int) -> ReturnForm:
    """What is proposed: the units' share of what is left of the amount, today."""
    cents = share(one.left, units)
    today = local_day(now())
    amount = f"{cents // 100},{cents % 100:02d}"
    return ReturnForm(formdata=None, data={"units": units, "amount": amount, "day": today})


def _line_page(one: Offer, form: ReturnForm | None, status: int = 200) -> Response:
    units = form.units.data or 0 if form else 0
    return reply.show(
        "sales/line.html",
        status=status,
        one=one,
        came=return_queries.returns_of(one.line.id),
        form=form,
        units=units,
        shares=return_queries.would_take(one.line.id, units) if units else [],
    )
