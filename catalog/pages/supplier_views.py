"""Pages for the sponsor's staff: suppliers and partners, who they are and what waits for them."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.models import Supplier
from catalog.pages import supplier_order_views, supplier_price_views
from catalog.pages.supplier_page import KINDS, detail_page, supplier_or_404
from catalog.pages.supply_forms import LARGEST, FileForm, NewSupplierForm, SupplierForm
from catalog.suppliers import actions, files, queries
from core.clock import local_day, now
from core.database import in_transaction, transaction
from core.exports import download_csv
from core.format import points
from core.reply import go, say, show
from core.row_problems import FileRefused
from core.rules import N_, Refused

blueprint = Blueprint("supplier_desk", __name__, url_prefix="/staff")
blueprint.register_blueprint(supplier_order_views.blueprint)
blueprint.register_blueprint(supplier_price_views.blueprint)
LANGUAGES = {"fr": N_("French"), "en": N_("English")}


@blueprint.get("/suppliers")
@allow("administrator")
def page() -> Response:
    """Every supplier, who is most late first."""
    return _page(FileForm(formdata=None), 200)


@blueprint.get("/suppliers.csv")
@allow("administrator")
def as_csv() -> Response:
    """The same as a file that can be brought in again."""
    rows = queries.suppliers(local_day(now()), everything=True)
    columns = (*files.COLUMNS, "retired")
    lines = (
        (*(getattr(one.supplier, c) for c in files.COLUMNS), bool(one.supplier.retired_at)) for one in rows
    )
    return download_csv("suppliers", columns, lines)


@blueprint.post("/suppliers/file")
@allow("administrator")
def bring() -> Response:
    """Bring in a CSV of suppliers, all of it or nothing."""
    form = FileForm()
    data = form.data_of() if form.validate() else b""
    if not 0 < len(data) <= LARGEST:
        form.file.errors = [_("Choose a CSV file of at most 500 kB.")]
        return _page(form, 422)
    try:
        done = in_transaction(lambda: files.import_suppliers(data, now(), me().actor))
    except FileRefused as refused:
        return _page(form, 422, refused)
    except Refused as refused:
        form.file.errors = [say(refused)]
        return _page(form, 422)
    said = _("%(added)s added, %(changed)s changed, %(same)s as they were.", **_counted(done))
    return go(url_for("supplier_desk.page"), said)


@blueprint.get("/suppliers/new")
@allow("administrator")
def new() -> Response:
    """An empty supplier."""
    return _form(_ready(NewSupplierForm()), None, 200)


@blueprint.post("/suppliers")
@allow("administrator")
def add() -> Response:
    """Work with one more."""
    form = _ready(NewSupplierForm())
    if not form.validate():
        return _form(form, None, 422)
    try:
        made = in_transaction(lambda: actions.add(now(), me().actor, **_columns(form)))
    except Refused as refused:
        form.code.errors = [say(refused)]
        return _form(form, None, 409)
    return go(url_for("supplier_desk.detail", supplier_id=made), _("The supplier is there."))


@blueprint.get("/suppliers/<int:supplier_id>")
@allow("administrator")
def detail(supplier_id: int) -> Response:
    """One supplier: what waits for them, what they have, what they were sent."""
    return detail_page(supplier_or_404(supplier_id), FileForm(formdata=None), 200)


@blueprint.get("/suppliers/<int:supplier_id>/change")
@allow("administrator")
def edit(supplier_id: int) -> Response:
    """Who they are, to change."""
    found = supplier_or_404(supplier_id)
    return _form(_ready(SupplierForm(obj=found)), found, 200)


@blueprint.post("/suppliers/<int:supplier_id>/change")
@allow("administrator")
def change(supplier_id: int) -> Response:
    """Bring it in line."""
    found, form = supplier_or_404(supplier_id), _ready(SupplierForm())
    if not form.validate():
        return _form(form, found, 422)
    try:
        in_transaction(lambda: actions.change(supplier_id, now(), me().actor, **_columns(form)))
    except Refused as refused:
        form.email.errors = [say(refused)]
        return _form(form, supplier_or_404(supplier_id), 409)
    return go(url_for("supplier_desk.detail", supplier_id=supplier_id), _("The supplier is changed."))


@blueprint.post("/suppliers/<int:supplier_id>/retirement")
@allow("administrator")
def retire(supplier_id: int) -> Response:
    """Order no more from them, or again."""
    supplier_or_404(supplier_id)
    act = actions.bring_back if "back" in request.form else actions.retire
    with transaction():
        act(supplier_id, now(), me().actor)
    said = (
        _("You work with them again.")
        if act is actions.bring_back
        else _("You order no more from them; what is under way goes on.")
    )
    return go(url_for("supplier_desk.detail", supplier_id=supplier_id), said)


def _page(form: FileForm, status: int, refused: FileRefused | None = None) -> Response:
    return show(
        "catalog/suppliers.html",
        status=status,
        rows=queries.suppliers(local_day(now()), everything="all" in request.args),
        everything="all" in request.args,
        kinds=KINDS,
        form=form,
        refused=refused,
        sentence=say(refused) if refused else "",
    )


def _form(form: SupplierForm, found: Supplier | None, status: int) -> Response:
    return show("catalog/supplier_form.html", status=status, form=form, supplier=found)


def _ready(form: Any) -> Any:
    form.kind.choices = [(code, _(word)) for code, word in KINDS.items()]
    form.language.choices = [(code, _(word)) for code, word in LANGUAGES.items()]
    return form


def _columns(form: SupplierForm) -> dict[str, str]:
    return {name: form[name].data or "" for name in actions.COLUMNS if name in form}


def _counted(done: files.Brought) -> dict[str, str]:
    return {"added": points(done.added), "changed": points(done.changed), "same": points(done.same)}
