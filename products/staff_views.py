"""Pages for the sponsor's staff: ranges and products."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import now
from core.database import transaction
from core.exports import download_csv
from core.rules import Refused
from products import queries
from products.actions import change_product
from products.forms import ProductForm
from products.models import Product

blueprint = Blueprint("products_staff", __name__, url_prefix="/staff")


@blueprint.get("/products")
@allow("administrator")
def products() -> Response:
    """The products, by range; filters stand in the address."""
    search, chosen = request.args.get("q", "").strip(), request.args.get("range", "")
    page = max(request.args.get("page", 1, int), 1)
    rows, total = queries.products_page(search, chosen, page)
    ranges = queries.ranges()
    return reply.show(
        "products/products.html",
        rows=rows,
        total=total,
        number=page,
        size=queries.PAGE,
        search=search,
        chosen=chosen,
        ranges=ranges,
        range_choices=[(one.code, one.name) for one in ranges],
    )


@blueprint.get("/products.csv")
@allow("administrator")
def products_csv() -> Response:
    """The same list, to take away."""
    rows, _total = queries.products_page(request.args.get("q", ""), request.args.get("range", ""), size=None)
    columns = ("reference", "name", "range", "ean", "margin_bp", "unit_cost_cents", "strategic")
    return download_csv(
        "products",
        columns,
        (
            (
                row.reference,
                row.name,
                row.range_name,
                row.ean,
                row.margin_bp,
                row.unit_cost_cents,
                _("yes") if row.strategic else "",
            )
            for row in rows
        ),
    )


@blueprint.get("/products/<int:product_id>")
@allow("administrator")
def product(product_id: int) -> Response:
    """One product and what the sponsor knows of its money."""
    held = _held(product_id)
    form = ProductForm(
        margin=_decimal(held.margin_bp), unit_cost=_decimal(held.unit_cost_cents), strategic=held.strategic
    )
    return reply.show("products/product.html", product=held, form=form)


@blueprint.post("/products/<int:product_id>")
@allow("administrator")
def change(product_id: int) -> Response:
    """Change it."""
    held, form = _held(product_id), ProductForm()
    if not form.validate_on_submit():
        return reply.show("products/product.html", status=422, product=held, form=form)
    try:
        with transaction():
            change_product(
                product_id,
                now(),
                me().actor,
                margin_bp=form.margin_bp(),
                unit_cost_cents=form.cost_cents(),
                strategic=form.strategic.data,
            )
    except Refused as refused:
        form.margin.errors = [reply.say(refused)]
        return reply.show("products/product.html", status=422, product=_held(product_id), form=form)
    return reply.go(url_for(".products"), _("The product is changed."))


def _held(product_id: int) -> Product:
    return queries.product(product_id) or abort(404)


def _decimal(hundredths: int | None) -> str:
    """1250 → 12,50: how the form's fields are written."""
    if hundredths is None:
        return ""
    sign, rest = ("-" if hundredths < 0 else ""), abs(hundredths)
    return f"{sign}{rest // 100},{rest % 100:02d}"
