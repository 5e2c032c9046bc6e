"""Pages for the sponsor's staff: what goes to a supplier together, by file or by mail."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.models import Supplier, SupplierOrder
from catalog.suppliers import ordering, queries
from core.clock import now
from core.database import in_transaction, session
from core.exports import download_csv
from core.format import points, reader
from core.reply import go, show
from core.workbooks import download_xlsx

#: Under supplier_desk.
blueprint = Blueprint("orders", __name__)


@blueprint.post("/suppliers/<int:supplier_id>/orders")
@allow("administrator")
def make(supplier_id: int) -> Response:
    """Put the ticked orders together, all or none; they count as ordered from here on."""
    session.get(Supplier, supplier_id) or abort(404)
    ids = [int(one) for one in request.form.getlist("ids") if one.isdecimal() and len(one) < 16]
    made = in_transaction(lambda: ordering.make_order(supplier_id, ids, now(), me().actor))
    said = ngettext(
        "%(n)s order goes to the supplier: send it now.",
        "%(n)s orders go to the supplier: send them now.",
        len(ids),
        n=points(len(ids)),
    )
    return go(url_for("supplier_desk.orders.detail", supplier_order_id=made), said)


@blueprint.get("/supplier-orders/<int:supplier_order_id>")
@allow("administrator")
def detail(supplier_order_id: int) -> Response:
    """What they are sent, as a file and as the mail that would go."""
    made, supplier = _or_404(supplier_order_id)
    subject, body = ordering.written(supplier_order_id, supplier.language)
    return show(
        "catalog/supplier_order.html",
        made=made,
        supplier=supplier,
        lines=queries.lines_of(supplier_order_id),
        address_of=ordering.address_of,
        subject=subject,
        body=body,
        language=reader().language,
    )


@blueprint.get("/supplier-orders/<int:supplier_order_id>.csv")
@allow("administrator")
def as_csv(supplier_order_id: int) -> Response:
    """The file, for whoever reads CSV."""
    _made, supplier = _or_404(supplier_order_id)
    rows = ordering.rows_of(supplier_order_id, supplier.language)
    return download_csv(f"order-{supplier_order_id}", ordering.COLUMNS, rows)


@blueprint.get("/supplier-orders/<int:supplier_order_id>.xlsx")
@allow("administrator")
def as_xlsx(supplier_order_id: int) -> Response:
    """The file, for whoever works in a spreadsheet."""
    _made, supplier = _or_404(supplier_order_id)
    rows = ordering.rows_of(supplier_order_id, supplier.language)
    return download_xlsx(f"order-{supplier_order_id}", ordering.COLUMNS, rows)


@blueprint.post("/supplier-orders/<int:supplier_order_id>/mail")
@allow("administrator")
def mail(supplier_order_id: int) -> Response:
    """Send it by mail, once."""
    _made, supplier = _or_404(supplier_order_id)
    said = _("The order leaves by mail to %(address)s.", address=supplier.email)
    in_transaction(lambda: ordering.mail(supplier_order_id, now(), me().actor))
    return go(url_for("supplier_desk.orders.detail", supplier_order_id=supplier_order_id), said)


def _or_404(supplier_order_id: int) -> tuple[SupplierOrder, Supplier]:
    made = session.get(SupplierOrder, supplier_order_id) or abort(404)
    return made, session.get_one(Supplier, made.supplier_id)
