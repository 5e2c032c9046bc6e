"""Pages for the sponsor's staff: a supplier's file of prices and stock, looked at before it is taken over."""

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.models import Supplier
from catalog.pages.supplier_page import detail_page, supplier_or_404
from catalog.pages.supply_forms import LARGEST, FileForm, PlanForm
from catalog.suppliers import importing
from core.clock import now
from core.database import in_transaction
from core.format import points
from core.reply import go, say, show
from core.row_problems import FileRefused
from core.rules import N_, Refused

#: Under supplier_desk.
blueprint = Blueprint("prices", __name__)
LEFT = {
    importing.NOT_OURS: N_("not in our catalogue"),
    importing.NOT_THEIRS: N_("not this supplier’s"),
    importing.NO_VARIANT: N_("no such variant"),
    importing.WITH_CODES: N_("counted by its codes"),
    importing.NO_COUNT: N_("not counted so far: take its first pieces in by hand"),
}


@blueprint.post("/suppliers/<int:supplier_id>/prices")
@allow("administrator")
def look(supplier_id: int) -> Response:
    """What a file of prices and stock would change, before it does."""
    found, form = supplier_or_404(supplier_id), FileForm()
    data = form.data_of() if form.validate() else b""
    if not 0 < len(data) <= LARGEST:
        form.file.errors = [_("Choose a CSV file of at most 500 kB.")]
        return detail_page(found, form, 422)
    return _plan(found, data, form)


@blueprint.post("/suppliers/<int:supplier_id>/prices/takeover")
@allow("administrator")
def take_over(supplier_id: int) -> Response:
    """Do what was looked at, all of it; looked at again where something changed meanwhile."""
    found, form = supplier_or_404(supplier_id), PlanForm()
    data = form.data_of() if form.validate() else b""
    try:
        done = in_transaction(
            lambda: importing.take_over(supplier_id, data, form.seal.data or "", now(), me().actor)
        )
    except Refused as refused:
        return _plan(found, data, FileForm(formdata=None), say(refused))
    count = len(done.changes)
    said = ngettext("%(n)s line is taken over.", "%(n)s lines are taken over.", count, n=points(count))
    return go(url_for("supplier_desk.detail", supplier_id=supplier_id), said)


def _plan(found: Supplier, data: bytes, form: FileForm, late: str = "") -> Response:
    supplier_id = found.id
    try:
        plan = importing.plan(supplier_id, data)
    except FileRefused as refused:
        return detail_page(found, form, 422, refused)
    except Refused as refused:
        form.file.errors = [say(refused)]
        return detail_page(found, form, 422)
    return show(
        "catalog/supplier_prices.html",
        status=409 if late else 200,
        supplier=found,
        plan=plan,
        form=PlanForm.of(data, plan.seal),
        left={code: _(word) for code, word in LEFT.items()},
        late=late,
    )
