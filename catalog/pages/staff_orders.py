"""Pages for the sponsor’s staff: orders — what waits, oldest first; one with its way; all of it as a file."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, request
from werkzeug.wrappers import Response

from accounts.access import allow
from catalog import desk, rules
from catalog.desk import Line
from catalog.models import Order, Shipment
from catalog.pages import staff_order, staff_parcels, staff_settings, staff_steps, words
from core.clock import local_day, now
from core.exports import download_csv
from core.format import reader
from core.reply import show

#: Under catalog_staff.
blueprint = Blueprint("orders", __name__)
for pages in (staff_order, staff_steps, staff_parcels, staff_settings):
    blueprint.register_blueprint(pages.blueprint)
COLUMNS = (
    "order state late placed_at promised_on person_code person company_code company reward_code reward kind "
    "which quantity cancelled points cost_cents legal_status supplier carrier tracking sent_on delivered_on "
    "recipient address postcode city country phone"
).split()


@blueprint.get("/orders")
@allow("administrator")
def page() -> Response:
    """What waits, oldest first."""
    asked, today = _filters(), local_day(now())
    number = max(request.args.get("page", 1, type=int), 1)
    rows, total = _found(asked, number, desk.PAGE)
    return show(
        "catalog/desk.html",
        rows=rows,
        turns=desk.turns(line[0] for line in rows),
        total=total,
        number=number,
        size=desk.PAGE,
        counts=desk.orders_by_state(today),
        suppliers=desk.suppliers(),
        kinds=words.choices(words.KINDS),
        states=[(code, words.state(code)) for code in rules.STATES if code != "draft"],
        open_states=rules.OPEN,
        today=today,
        language=reader().language,
        asked=asked,
    )


@blueprint.get("/orders/<int:order_id>")
@allow("administrator")
def detail(order_id: int) -> Response:
    """One order with its way, its person and what the law asks."""
    return staff_order.order_page(order_id)


@blueprint.get("/orders.csv")
@allow("administrator")
def as_csv() -> Response:
    """The same as a file, all pages."""
    rows, _total = _found(_filters(), 1, None)
    return download_csv("orders", COLUMNS, _table(rows))


def _table(rows: Sequence[Line]) -> list[tuple[object, ...]]:
    """Every column of every order; a gift card's code is in none of them."""
    parcels = desk.parcels([line[0].id for line in rows])
    names = {one.id: one.name for one in desk.suppliers()}
    return [(*_cells(line, names), *_parcel(parcels.get(line[0].id)), *_where(line[0])) for line in rows]


def _cells(line: Line, suppliers: dict[int, str]) -> tuple[object, ...]:
    order, bought, who, firm = line
    late = order.state in rules.OPEN and order.promised_on < local_day(now())
    language = reader().language
    return (
        order.id,
        order.state,
        "yes" if late else "",
        order.placed_at.isoformat(),
        order.promised_on.isoformat(),
        who.code,
        who.name,
        firm.code,
        firm.name,
        bought.code,
        bought.name(language),
        bought.kind,
        order.variant.code if order.variant else "",
        order.quantity,
        order.cancelled_quantity,
        order.points,
        order.cost_cents,
        order.legal_status,
        suppliers.get(bought.supplier_id or 0, ""),
    )


def _parcel(sent: Shipment | None) -> tuple[object, ...]:
    if sent is None:
        return "", "", "", ""
    came = sent.delivered_on.isoformat() if sent.delivered_on else ""
    return sent.carrier, sent.tracking, sent.sent_on.isoformat(), came


def _where(order: Order) -> tuple[object, ...]:
    to = order.ship_to or {}
    street = ", ".join(str(to.get("lines", "")).splitlines())
    rest = (to.get(name, "") for name in ("postcode", "city", "country", "phone"))
    return (to.get("recipient", ""), street, *rest)


class Asked(NamedTuple):
    """What the address asks for."""

    state: str
    search: str
    supplier: str
    kind: str


def _filters() -> Asked:
    """An unknown state is what waits."""
    told = request.args
    state = told.get("state", "requested")
    known = {*rules.STATES, desk.LATE, desk.TROUBLE, ""}
    rest = (told.get(name, "") for name in ("q", "supplier", "kind"))
    return Asked(state if state in known else "requested", *rest)


def _found(asked: Asked, number: int, size: int | None) -> tuple[Sequence[Line], int]:
    narrowed = (asked.supplier, asked.kind)
    return desk.orders_page(asked.state, asked.search, local_day(now()), number, size, *narrowed)
