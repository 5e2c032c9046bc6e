"""Pages for the sponsor's staff: suppliers and partners, what waits for them, what they charge and have."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.models import Supplier
from catalog.pages import supplier_orders
from catalog.pages.supply_forms import LARGEST, FileForm, NewSupplierForm, PlanForm, SupplierForm
from catalog.suppliers import actions, files, importing, queries
from core.clock import local_day, now
from core.database import in_transaction, session, transaction
from core.exports import download_csv
from core.format import points, reader
from core.reply import go, say, show
from core.row_problems import FileRefused
from core.rules import N_, Refused

blueprint = Blueprint("supplier_desk", __name__, url_prefix="/staff")
blueprint.register_blueprint(supplier_orders.blueprint)
KINDS = {"supplier": N_("Supplier"), "partner": N_("Partner with an offer of their own")}
LANGUAGES = {"fr": N_("French"), "en": N_("English")}
LEFT = {
    importing.NOT_OURS: N_("not in our catalogue"),
    importing.NOT_THEIRS: N_("not this supplier’s"),
    importing.NO_VARIANT: N_("no such variant"),
    importing.WITH_CODES: N_("counted by its codes"),
    importing.NO_COUNT: N_("not counted so far: take its first pieces in by hand"),
}


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
    return _detail(_or_404(supplier_id), FileForm(formdata=None), 200)


@blueprint.get("/suppliers/<int:supplier_id>/change")
@allow("administrator")
def edit(supplier_id: int) -> Response:
    """Who they are, to change."""
    found = _or_404(supplier_id)
    return _form(_ready(SupplierForm(obj=found)), found, 200)


@blueprint.post("/suppliers/<int:supplier_id>/change")
@allow("administrator")
def change(supplier_id: int) -> Response:
    """Bring it in line."""
    found, form = _or_404(supplier_id), _ready(SupplierForm())
    if not form.validate():
        return _form(form, found, 422)
    try:
        in_transaction(lambda: actions.change(supplier_id, now(), me().actor, **_columns(form)))
    except Refused as refused:
        form.email.errors = [say(refused)]
        return _form(form, _or_404(supplier_id), 409)
    return go(url_for("supplier_desk.detail", supplier_id=supplier_id), _("The supplier is changed."))


@blueprint.post("/suppliers/<int:supplier_id>/retirement")
@allow("administrator")
def retire(supplier_id: int) -> Response:
    """Order no more from them, or again."""
    _or_404(supplier_id)
    act = actions.bring_back if "back" in request.form else actions.retire
    with transaction():
        act(supplier_id, now(), me().actor)
    said = (
        _("You work with them again.")
        if act is actions.bring_back
        else _("You order no more from them; what is under way goes on.")
    )
    return go(url_for("supplier_desk.detail", supplier_id=supplier_id), said)


@blueprint.post("/suppliers/<int:supplier_id>/prices")
@allow("administrator")
def look(supplier_id: int) -> Response:
    """What a file of prices and stock would change, before it does."""
    found, form = _or_404(supplier_id), FileForm()
    data = form.data_of() if form.validate() else b""
    if not 0 < len(data) <= LARGEST:
        form.file.errors = [_("Choose a CSV file of at most 500 kB.")]
        return _detail(found, form, 422)
    return _plan(found, data, form)


@blueprint.post("/suppliers/<int:supplier_id>/prices/takeover")
@allow("administrator")
def take_over(supplier_id: int) -> Response:
    """Do what was looked at, all of it; looked at again where something changed meanwhile."""
    found, form = _or_404(supplier_id), PlanForm()
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
        return _detail(found, form, 422, refused)
    except Refused as refused:
        form.file.errors = [say(refused)]
        return _detail(found, form, 422)
    return show(
        "catalog/supplier_prices.html",
        status=409 if late else 200,
        supplier=found,
        plan=plan,
        form=PlanForm.of(data, plan.seal),
        left={code: _(word) for code, word in LEFT.items()},
        late=late,
    )


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


def _detail(found: Supplier, form: FileForm, status: int, refused: FileRefused | None = None) -> Response:
    return show(
        "catalog/supplier.html",
        status=status,
        supplier=found,
        kinds=KINDS,
        waiting=queries.waiting(found.id),
        under_way=queries.under_way(found.id),
        sent=queries.sent(found.id),
        today=local_day(now()),
        form=form,
        refused=refused,
        sentence=say(refused) if refused else "",
        language=reader().language,
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


def _or_404(supplier_id: int) -> Supplier:
    return session.get(Supplier, supplier_id, populate_existing=True) or abort(404)
