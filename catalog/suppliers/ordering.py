"""Approved orders go to a supplier together, by file or by mail: what, how many, where to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import update

from catalog import rules
from catalog.models import Order, SupplierOrder
from catalog.orders import fulfilment
from catalog.rules import supplying
from catalog.suppliers import queries
from catalog.suppliers.actions import supplier_or_refusal
from core import audit
from core.database import session
from core.format import day, euros
from core.outbox import enqueue

#: Columns of the file.
COLUMNS = (
    "order code reward variant pieces unit_cost_cents promised_on recipient company address postcode city "
    "country phone"
).split()


def make_order(supplier_id: int, order_ids: Sequence[int], at: datetime, by: str) -> int:
    """Send approved orders to their supplier together, all or none: each becomes `ordered`.

    Raises NothingToSend, OtherSupplier, OrderUnknown, and what an order's state says (AlreadyOrdered …).
    """
    supplier = supplier_or_refusal(supplier_id)
    if not order_ids:
        raise supplying.NothingToSend
    made = SupplierOrder(supplier_id=supplier_id, made_at=at, made_by=by)
    session.add(made)
    session.flush()
    for order_id in sorted(set(order_ids)):
        order = session.get(Order, order_id)
        if order is None:
            raise rules.OrderUnknown
        if order.reward.supplier_id != supplier_id:
            raise supplying.OtherSupplier(number=order_id)
        fulfilment.mark_ordered(order_id, at, by, supplier.name)
        session.execute(update(Order).where(Order.id == order_id).values(supplier_order_id=made.id))
    facts = {"supplier": supplier.code, "orders": sorted(set(order_ids))}
    audit.record(by, "catalog.order_from_supplier", ("supplier_order", made.id), at, facts)
    return made.id


def mail(supplier_order_id: int, at: datetime, by: str) -> None:
    """Put it in the outbox, in the supplier's language; raises NoMailAddress, AlreadyMailed."""
    made = session.get(SupplierOrder, supplier_order_id)
    if made is None:
        raise supplying.SupplierUnknown
    supplier = supplier_or_refusal(made.supplier_id)
    if not supplier.email:
        raise supplying.NoMailAddress(name=supplier.name)
    won = session.execute(
        update(SupplierOrder)
        .where(SupplierOrder.id == supplier_order_id, SupplierOrder.mailed_at.is_(None))
        .values(mailed_at=at)
        .returning(SupplierOrder.id)
    ).scalar_one_or_none()
    if won is None:
        raise supplying.AlreadyMailed(day=day(made.mailed_at) if made.mailed_at else "")
    subject, body = written(supplier_order_id, supplier.language)
    enqueue(supplier.email, supplier.language, subject, body, at)
    facts = {"supplier": supplier.code}
    audit.record(by, "catalog.mail_supplier_order", ("supplier_order", supplier_order_id), at, facts)


def written(supplier_order_id: int, language: str) -> tuple[str, str]:
    """The mail's subject and body."""
    lines = queries.lines_of(supplier_order_id)
    with force_locale(language):
        subject = ngettext(
            "Our order %(number)s: %(n)s parcel",
            "Our order %(number)s: %(n)s parcels",
            len(lines),
            number=supplier_order_id,
            n=len(lines),
        )
        parts = [_("Hello,"), _("Please send the following, each to its address.")]
        parts += [_told(line, language) for line in lines]
        parts.append(
            _("Please quote our number with each parcel, and tell us if one cannot leave in time. Thank you.")
        )
    return subject, "\n\n".join(parts)


def rows_of(supplier_order_id: int, language: str) -> list[tuple[object, ...]]:
    """The lines of the file, as COLUMNS names them."""
    return [_row(line, language) for line in queries.lines_of(supplier_order_id)]


def _told(line: queries.Line, language: str) -> str:
    order, _reward, person, company = line
    name = _named(order, language)
    to = address_of(order, person.name, company.name)
    what = _(
        "%(number)s — %(pieces)s × %(name)s (%(code)s), %(cost)s each, expected by %(day)s",
        number=order.id,
        pieces=order.pieces,
        name=name,
        code=_code(order),
        cost=euros(order.cost_cents // order.quantity),
        day=day(order.promised_on),
    )
    where = [
        to["recipient"],
        company.name,
        *(to["lines"] or [_("address to follow")]),
        f"{to['postcode']} {to['city']} {to['country']}",
    ]
    return "\n".join([what, *(f"    {part}" for part in [*where, to["phone"]] if part.strip())])


def _row(line: queries.Line, language: str) -> tuple[object, ...]:
    order, reward, person, company = line
    to = address_of(order, person.name, company.name)
    return (
        order.id,
        reward.code,
        reward.name(language),
        order.variant.code if order.variant else "",
        order.pieces,
        order.cost_cents // order.quantity,
        order.promised_on.isoformat(),
        to["recipient"],
        company.name,
        ", ".join(to["lines"]),
        to["postcode"],
        to["city"],
        to["country"],
        to["phone"],
    )


def address_of(order: Order, person: str, company: str) -> dict[str, Any]:
    """Where an order goes; to its person at their company where no address was given."""
    given = order.ship_to or {}
    empty = dict.fromkeys(("postcode", "city", "country", "phone"), "")
    lines = given.get("lines") or ""
    split = lines.splitlines() if isinstance(lines, str) else list(lines)
    return {**empty, "recipient": person, **given, "lines": split}


def _named(order: Order, language: str) -> str:
    name = order.reward.name(language)
    return f"{name} ({order.variant.name(language)})" if order.variant else name


def _code(order: Order) -> str:
    return f"{order.reward.code}/{order.variant.code}" if order.variant else order.reward.code
