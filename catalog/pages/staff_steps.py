"""Pages for the sponsor’s staff: one step for all the ticked orders, each on its own."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import desk, fulfilling
from catalog.models import Order
from catalog.pages.desk_forms import ManyForm
from catalog.pages.staff_many import each, sentences, ticked
from core.clock import now
from core.format import points, reader
from core.reply import go, show

#: Under catalog_staff.orders.
blueprint = Blueprint("steps", __name__)
Step = Callable[[int, datetime, str], Order]


@blueprint.post("/orders/approvals")
@allow("administrator")
def approve() -> Response:
    """Say yes to the ticked orders."""
    return _many(fulfilling.approve, "approved")


@blueprint.post("/orders/supplies")
@allow("administrator")
def order() -> Response:
    """Note that their suppliers have the ticked orders."""
    return _many(fulfilling.mark_ordered, "ordered")


@blueprint.post("/orders/deliveries")
@allow("administrator")
def deliver() -> Response:
    """Note the ticked orders as delivered."""
    return _many(fulfilling.deliver, "delivered")


@blueprint.post("/orders/selections/parcels", defaults={"then": "parcels"})
@blueprint.post("/orders/selections/cancellation", defaults={"then": "cancellation"})
@blueprint.post("/orders/selections/refusal", defaults={"then": "refusal"})
@allow("administrator")
def go_on(then: str) -> Response:
    """Take the ticked orders to a page that asks more about them."""
    ids = ticked()
    if not ids:
        return go(_back(), _("Tick the orders first."), "late")
    numbers = ",".join(str(one) for one in ids)
    if then == "parcels":
        return redirect(url_for("catalog_staff.orders.parcels.page", ids=numbers), 303)
    return redirect(url_for("catalog_staff.orders.steps.ask", then=then, ids=numbers), 303)


@blueprint.get("/orders/cancellation", defaults={"then": "cancellation"})
@blueprint.get("/orders/refusal", defaults={"then": "refusal"})
@allow("administrator")
def ask(then: str) -> Response:
    """Say what cancelling or declining would change, and ask why."""
    return _ask(then, ManyForm())


@blueprint.post("/orders/cancellation", defaults={"then": "cancellation"})
@blueprint.post("/orders/refusal", defaults={"then": "refusal"})
@allow("administrator")
def undo(then: str) -> Response:
    """Cancel or decline them, for one reason that each person reads."""
    form = ManyForm()
    if not form.validate():
        return _ask(then, form, 422)
    why, act = form.note.data or "", fulfilling.decline if then == "refusal" else fulfilling.cancel
    done, refusals = each(ticked(), lambda number: act(number, now(), me().actor, why))
    n = points(len(done))
    said = {
        "refusal": ngettext("%(n)s order declined.", "%(n)s orders declined.", len(done), n=n),
        "cancellation": ngettext("%(n)s order cancelled.", "%(n)s orders cancelled.", len(done), n=n),
    }[then]
    tone = "late" if refusals else "ok"
    return go(url_for("catalog_staff.orders.page"), " ".join([said, *sentences(refusals)]), tone)


def _ask(then: str, form: ManyForm, status: int = 200) -> Response:
    lines = desk.orders_of(ticked())
    return show(
        "catalog/desk_undo.html",
        status=status,
        then=then,
        lines=lines,
        ids=",".join(str(line[0].id) for line in lines),
        back_points=sum(line[0].held for line in lines),
        cents=sum(line[0].cost_cents for line in lines),
        form=form,
        language=reader().language,
    )


def _many(step: Step, state: str) -> Response:
    ids, actor = ticked(), me().actor
    if not ids:
        return go(_back(), _("Tick the orders first."), "late")
    done, refusals = each(ids, lambda number: step(number, now(), actor))
    return go(
        _back(), " ".join([_said(state, len(done)), *sentences(refusals)]), "late" if refusals else "ok"
    )


def _said(state: str, count: int) -> str:
    n = points(count)
    if state == "approved":
        return str(ngettext("%(n)s order approved.", "%(n)s orders approved.", count, n=n))
    if state == "delivered":
        return str(ngettext("%(n)s order delivered.", "%(n)s orders delivered.", count, n=n))
    one = ngettext("%(n)s order is with its supplier.", "%(n)s orders are with their suppliers.", count, n=n)
    return str(one)


def _back() -> str:
    """The list as it was filtered."""
    told = request.form.get
    return url_for(
        "catalog_staff.orders.page",
        state=told("state") or None,
        q=told("q") or None,
        supplier=told("supplier") or None,
        kind=told("kind") or None,
    )
