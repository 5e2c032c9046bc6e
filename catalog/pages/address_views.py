"""Pages for resellers: the address book, one's own and, for a manager, the company's."""

from typing import Any

from flask import Blueprint, abort, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.orders import addresses
from catalog.pages.order_forms import AddressForm
from core.blank import blank
from core.clock import now
from core.database import in_transaction
from core.kept import GAP, filled, macro_of
from core.reply import go, show
from core.rules import N_

#: Under orders.
blueprint = Blueprint("addresses", __name__, url_prefix="/addresses")
MEMBERS = ("rep", "company_manager")
COUNTRIES = {"FR": N_("France"), "BE": N_("Belgium"), "CH": N_("Switzerland"), "LU": N_("Luxembourg")}
#: The template and the macro that draw the form of an address.
FIELDS = ("catalog/_address.html", "address_fields")
COLUMNS = ("label", "recipient", "lines", "postcode", "city", "country", "phone")


@blueprint.get("")
@allow(*MEMBERS)
def page() -> Response:
    """Where my parcels can go."""
    book = addresses.of_person(me().id, me().company_id)
    return show("catalog/addresses.html", book=[(one, _is_mine(one)) for one in book])


@blueprint.get("/new")
@allow(*MEMBERS)
def new() -> Response:
    """Describe another place."""
    firm = _firm()
    names = (me().person.name,) if firm is None else (firm, me().person.name)
    return _page(filled(blank(macro_of(*FIELDS), _gapped, (firm is not None,)), *names))


@blueprint.post("/new")
@allow(*MEMBERS)
def add() -> Response:
    """Keep it."""
    form = _shaped(AddressForm(), _firm())
    if not form.validate():
        return _form(form, status=422)
    firm = "whose" in form and form.whose.data == "company"
    person_id, company_id = (None, me().company_id) if firm else (me().id, None)
    told, by = _told(form), me().actor
    in_transaction(lambda: _favour(addresses.add(person_id, company_id, now(), by, **told).id, form))
    return go(url_for("orders.addresses.page"), _("The address is in your book."))


@blueprint.get("/<int:address_id>")
@allow(*MEMBERS)
def edit(address_id: int) -> Response:
    """Correct an address."""
    found = _mine_or_404(address_id)
    return _form(_shaped(AddressForm(obj=found)), found)


@blueprint.post("/<int:address_id>")
@allow(*MEMBERS)
def change(address_id: int) -> Response:
    """Keep what was corrected; orders under way keep the address they had."""
    found = _mine_or_404(address_id)
    form = _shaped(AddressForm())
    if not form.validate():
        return _form(form, found, 422)
    in_transaction(lambda: _favour(addresses.change(address_id, now(), me().actor, **_told(form)).id, form))
    return go(url_for("orders.addresses.page"), _("The address is changed."))


@blueprint.get("/<int:address_id>/removal")
@allow(*MEMBERS)
def ask_removal(address_id: int) -> Response:
    """Ask before it goes."""
    return show("catalog/address_removal.html", address=_mine_or_404(address_id))


@blueprint.post("/<int:address_id>/removal")
@allow(*MEMBERS)
def remove(address_id: int) -> Response:
    """Take it out of the book."""
    _mine_or_404(address_id)
    in_transaction(lambda: addresses.remove(address_id, now(), me().actor))
    return go(url_for("orders.addresses.page"), _("The address is no longer in your book."))


def _told(form: AddressForm) -> dict[str, str]:
    return {name: form[name].data or "" for name in COLUMNS}


def _favour(address_id: int, form: AddressForm) -> None:
    if form.favourite.data:
        addresses.favourite(address_id, now(), me().actor)


def _firm() -> str | None:
    """The company whose addresses the reader keeps too: only its managers do."""
    visitor = me()
    return visitor.company.name if visitor.company and visitor.role == "company_manager" else None


def _shaped(form: AddressForm, firm: str | None = None) -> AddressForm:
    """A new address may be the company's; one that there is stays whose it is."""
    form.country.choices = [(code, str(_(name))) for code, name in COUNTRIES.items()]
    if firm is None:
        del form.whose
    else:
        form.whose.choices = [
            ("person", str(_("Mine"))),
            ("company", str(_("The address of %(company)s", company=firm))),
        ]
        form.whose.data = form.whose.data or "person"
    return form


def _gapped(manages: bool) -> AddressForm:
    """As nobody has sent it yet, with gaps for the company's name and the reader's."""
    return _shaped(AddressForm(formdata=None, recipient=GAP), GAP if manages else None)


def _form(form: AddressForm, found: Any | None = None, status: int = 200) -> Response:
    return _page(macro_of(*FIELDS)(form), found, status)


def _page(fields: Markup, found: Any | None = None, status: int = 200) -> Response:
    return show("catalog/address_form.html", status=status, fields=fields, address=found)


def _is_mine(one: Any) -> bool:
    """Whether the reader may change it: the company's is its managers'."""
    if one.person_id is not None:
        return bool(one.person_id == me().id)
    return me().role == "company_manager" and bool(one.company_id == me().company_id)


def _mine_or_404(address_id: int) -> Any:
    book = addresses.of_person(me().id, me().company_id)
    return next((one for one in book if one.id == address_id and _is_mine(one)), None) or abort(404)
