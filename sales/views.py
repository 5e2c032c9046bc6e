"""Pages for resellers: declare a sale, follow one's claims."""

from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

from flask import Blueprint, abort, request, send_file, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from accounts.access import allow, me
from core import reply
from core.blank import blank
from core.clock import local_day, now
from core.database import in_transaction
from core.kept import macro_of
from core.rules import Refused
from products import queries as products
from sales import claim_queries, photos, storage
from sales.claims import Declared, declare
from sales.forms import ClaimForm, PromiseForm, read_cents
from sales.rules import NotAPicture, answer_day

blueprint = Blueprint("sales", __name__)
#: The template and the macro that draw a claim's form.
CLAIM = ("sales/_claim_form.html", "claim_form")

#: (id, name and reference) of what is sold.
Choices: TypeAlias = Iterable[tuple[int, str]]


@blueprint.get("/sales/claims/new")
@allow("rep", "company_manager")
def new_claim() -> Response:
    """The form of a claim: camera first."""
    today = local_day(now())
    offered = (today, tuple(products.choices()))
    return _claim_page(blank(macro_of(*CLAIM), _offering, offered, answer_day(today)))


@blueprint.post("/sales/claims")
@allow("rep", "company_manager")
def send_claim() -> Response:
    """Send a claim; a second tap is the same claim."""
    form = _offered(ClaimForm(), products.choices())
    if not form.validate_on_submit():
        return _refused_claim(form)
    try:
        _send(_declared(form), str(form.request_id.data)[:40])
    except NotAPicture as refused:
        form.photo.errors = [reply.say(refused)]
        return _refused_claim(form)
    except Refused as refused:
        form.document.errors = [reply.say(refused)]
        return _refused_claim(form)
    return reply.go(url_for(".claims"), _("Your sale is declared."))


@blueprint.get("/sales/claims")
@allow("rep", "company_manager")
def claims() -> Response:
    """My claims, each with its state and its delay."""
    return reply.show("sales/claims.html", rows=claim_queries.claims_of(me().id), at=now())


@blueprint.get("/sales/claims/promise")
@allow("rep", "company_manager")
def promise() -> Response:
    """What the claim being filled in would bring."""
    form = PromiseForm(request.args)
    points = 0
    if form.validate() and form.product.data and me().company_id:
        points = claim_queries.would_bring(
            (me().id, me().company_id or 0),
            form.product.data,
            form.quantity.data or 1,
            read_cents(form.amount.data or ""),
            form.invoiced_on.data or local_day(now()),
        )
    return reply.show("sales/_promise.html", brings=points)


@blueprint.get("/sales/claims/<int:claim_id>/photo")
@allow("rep", "company_manager", "administrator")
def photo(claim_id: int) -> Response:
    """A claim's photo, to its sender and to the sponsor's administrators, as an attachment."""
    found = claim_queries.claim(claim_id)
    if found is None or not found.photo or not (me().is_staff or found.person_id == me().id):
        abort(404)
    return send_file(
        storage.path_of(found.photo),
        mimetype=photos.type_of(found.photo),
        as_attachment=True,
        download_name=f"claim-{found.id}.{found.photo.rpartition('.')[2]}",
    )


def _offering(today: date, choices: Choices) -> ClaimForm:
    """The form as it is offered on a day."""
    return _offered(ClaimForm(invoiced_on=today), choices)


def _offered(form: ClaimForm, choices: Choices) -> ClaimForm:
    form.product.choices = [
        SelectChoice("", _("Choose the product")),
        *(SelectChoice(*choice) for choice in choices),
    ]
    return form


def _send(what: Declared, request_id: str) -> None:
    """Declare it; the photo of a claim that is refused, or was sent before, is not kept."""
    kept = ""
    try:
        person, company, by = me().id, me().company_id or 0, me().actor
        claim_id = in_transaction(lambda: declare(person, company, what, request_id, now(), by))
        found = claim_queries.claim(claim_id)
        kept = found.photo if found else ""
    finally:
        if what.photo != kept:
            storage.drop(what.photo)


def _declared(form: ClaimForm) -> Declared:
    """What the form says; the photo is kept on the way. Raises NotAPicture."""
    kept = photos.keep_photo(form.photo.data.stream) if form.photo.data else ""
    return Declared(
        form.product.data,
        form.quantity.data or 1,
        form.cents(),
        form.document.data or "",
        form.invoiced_on.data or local_day(now()),
        kept,
    )


def _refused_claim(form: ClaimForm) -> Response:
    """The form as it was filled in, with what is wrong."""
    return _claim_page(macro_of(*CLAIM)(form, answer_day(local_day(now()))), 422)


def _claim_page(fields: Markup, status: int = 200) -> Response:
    newest = claim_queries.newest_state(me().id)
    return reply.show("sales/claim.html", status=status, fields=fields, latest=newest)
