"""Pages for the sponsor’s staff: orders — what waits, oldest first; approve, deliver, cancel, one or many."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import desk, rules
from catalog.models import Order
from catalog.orders import fulfilment, seen
from catalog.pages.forms import NoteForm
from catalog.pages.timelines import timeline
from catalog.shelf import queries
from compliance.words import REASONS, reason
from core.clock import local_day, now
from core.database import in_transaction
from core.exports import download_csv
from core.format import points, reader
from core.reply import go, say, show
from core.rules import Refused

#: Under catalog_staff.
blueprint = Blueprint("orders", __name__)
MOST_AT_ONCE = 200
Step = Callable[[int, datetime, str, str], Order]


@blueprint.get("/orders")
@allow("administrator")
def page() -> Response:
    """What waits, oldest first."""
    state, search = _filters()
    number = max(request.args.get("page", 1, type=int), 1)
    today = local_day(now())
    rows, total = desk.orders_page(state, search, today, number)
    return show(
        "catalog/desk.html",
        rows=rows,
        total=total,
        number=number,
        size=desk.PAGE,
        state=state,
        search=search,
        counts=desk.orders_by_state(today),
        today=today,
        language=reader().language,
    )


@blueprint.get("/orders.csv")
@allow("administrator")
def as_csv() -> Response:
    """The same as a file, all pages."""
    state, search = _filters()
    rows, _total = desk.orders_page(state, search, local_day(now()), size=None)
    columns = (
        "order state placed_at promised_on person_code person company_code company reward_code reward "
        "quantity points cost_cents legal_status"
    ).split()
    table = (
        (
            order.id,
            order.state,
            order.placed_at.isoformat(),
            order.promised_on.isoformat(),
            who.code,
            who.name,
            firm.code,
            firm.name,
            bought.code,
            bought.name(reader().language),
            order.quantity,
            order.points,
            order.cost_cents,
            order.legal_status,
        )
        for order, bought, who, firm in rows
    )
    return download_csv("orders", columns, table)


@blueprint.get("/orders/<int:order_id>")
@allow("administrator")
def detail(order_id: int) -> Response:
    """One order with its way, its person and what the law asks."""
    return _detail(order_id, NoteForm(), 200)


@blueprint.post("/orders/approvals")
@allow("administrator")
def approve_many() -> Response:
    """Approve the ticked orders, each on its own: one that cannot be does not hold the others."""
    return _many(fulfilment.approve, "approved")


@blueprint.post("/orders/deliveries")
@allow("administrator")
def deliver_many() -> Response:
    """Note the ticked orders as delivered."""
    return _many(fulfilment.deliver, "delivered")


@blueprint.post("/orders/<int:order_id>/approval")
@allow("administrator")
def approve(order_id: int) -> Response:
    """Approve one order."""
    return _one(order_id, fulfilment.approve, _("Order %(number)s is approved.", number=order_id))


@blueprint.post("/orders/<int:order_id>/delivery")
@allow("administrator")
def deliver(order_id: int) -> Response:
    """Note one order as delivered."""
    return _one(order_id, fulfilment.deliver, _("Order %(number)s is delivered.", number=order_id))


@blueprint.post("/orders/<int:order_id>/cancellation")
@allow("administrator")
def cancel(order_id: int) -> Response:
    """Cancel one order, for a reason."""
    said = _("Order %(number)s is cancelled; points and pieces are back.", number=order_id)
    return _one(order_id, fulfilment.cancel, said)


def _one(order_id: int, step: Step, done: str) -> Response:
    form = NoteForm()
    if desk.order_detail(order_id) is None:
        abort(404)
    if not form.validate():
        return _detail(order_id, form, 422)
    try:
        in_transaction(lambda: step(order_id, now(), me().actor, form.note.data or ""))
    except Refused as refused:
        form.note.errors = [said_of(refused)]
        return _detail(order_id, form, 409)
    return go(url_for("catalog_staff.orders.detail", order_id=order_id), done)


def _many(step: Step, state: str) -> Response:
    ids = sorted({int(one) for one in request.form.getlist("ids") if one.isdecimal() and len(one) < 16})
    done, refusals, actor = 0, [], me().actor
    for order_id in ids[:MOST_AT_ONCE]:
        try:
            in_transaction(lambda number=order_id: step(number, now(), actor, ""))  # type: ignore[misc]
            done += 1
        except Refused as refused:
            refusals.append(_("Order %(number)s: %(why)s", number=order_id, why=said_of(refused)))
    said = {
        "approved": ngettext("%(n)s order approved.", "%(n)s orders approved.", done, n=points(done)),
        "delivered": ngettext("%(n)s order delivered.", "%(n)s orders delivered.", done, n=points(done)),
    }[state]
    back = url_for("catalog_staff.orders.page", state=request.form.get("state") or None)
    if not ids:
        return go(back, _("Tick the orders first."), "late")
    return go(back, " ".join([said, *refusals]), "late" if refusals else "ok")


def said_of(refused: Refused) -> str:
    """A refusal as the desk reads it: what hinders a beneficiary is said in the third person."""
    kind = type(refused).__name__
    if kind in REASONS:
        return str(_("not possible yet (%(reason)s). See Compliance.", reason=reason(kind)))
    return say(refused)


def _detail(order_id: int, form: NoteForm, status: int) -> Response:
    found = desk.order_detail(order_id) or abort(404)
    order, bought, who, firm = found
    steps, answers = seen.steps_of(order_id), seen.answers_to(order_id)
    hindrances = queries.hindrances(who.id, firm.id, bought.beneficiary, order.cost_cents, now())
    return show(
        "catalog/desk_order.html",
        status=status,
        order=order,
        reward=bought,
        person=who,
        company=firm,
        items=timeline(
            order, steps, answers, me().actor, desk.names_of(one.by for one in (*steps, *answers))
        ),
        hindrances=[type(one).__name__ for one in hindrances] if order.state == "requested" else [],
        form=form,
        late=order.state in rules.OPEN and order.promised_on < local_day(now()),
        language=reader().language,
    )


def _filters() -> tuple[str, str]:
    state = request.args.get("state", "requested")
    return (state if state in {*rules.STATES, desk.LATE, ""} else "requested"), request.args.get("q", "")
