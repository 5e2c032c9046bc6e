"""Pages for the sponsor’s staff: one order, and each step that it can take next."""

from collections.abc import Callable
from typing import Any, BinaryIO, cast

from flask import Blueprint, abort, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import desk, fulfilling, rules
from catalog.models import Order
from catalog.orders import approving, seen
from catalog.pages import choosing
from catalog.pages.desk_forms import CancelForm, HandOverForm, NoteForm, ParcelForm, SettleForm
from catalog.pages.staff_many import said_of
from catalog.pages.timelines import timeline
from catalog.pages.words import REMEDIES, choices
from catalog.rules.kinds import SENT
from catalog.rules.states import BEFORE
from catalog.shelf import queries
from core.clock import local_day, now
from core.database import in_transaction
from core.format import reader
from core.forms import Form
from core.reply import go, show
from core.rules import Refused
from sales import photos, storage

#: Under catalog_staff.orders.
blueprint = Blueprint("one", __name__, url_prefix="/orders/<int:order_id>")
FORMS: dict[str, type[Form]] = {
    "step": NoteForm,
    "parcel": ParcelForm,
    "hand_over": HandOverForm,
    "cancelling": CancelForm,
    "settling": SettleForm,
}


@blueprint.post("/approval")
@allow("administrator")
def approve(order_id: int) -> Response:
    """Say yes, at the level whose turn it is."""
    said = _("Order %(number)s has your yes.", number=order_id)
    return _do(order_id, "step", lambda form: fulfilling.approve(order_id, now(), _me(), _note(form)), said)


@blueprint.post("/refusal")
@allow("administrator")
def decline(order_id: int) -> Response:
    """Say no, for a reason."""
    said = _("Order %(number)s is declined; its points are back.", number=order_id)
    return _do(order_id, "step", lambda form: fulfilling.decline(order_id, now(), _me(), _note(form)), said)


@blueprint.post("/supply")
@allow("administrator")
def order(order_id: int) -> Response:
    """Note that its supplier has it."""
    note, said = fulfilling.mark_ordered, _("Order %(number)s is with its supplier.", number=order_id)
    return _do(order_id, "step", lambda form: note(order_id, now(), _me(), _note(form)), said)


@blueprint.post("/parcel")
@allow("administrator")
def ship(order_id: int) -> Response:
    """Note that it is on its way, with whom and under which number."""

    def send(form: Any) -> Order:
        told = (form.carrier.data or "", form.tracking.data or "", form.sent_on.data, _note(form))
        return fulfilling.ship(order_id, now(), _me(), *told)

    return _do(order_id, "parcel", send, _("Order %(number)s is on its way.", number=order_id))


@blueprint.post("/delivery")
@allow("administrator")
def deliver(order_id: int) -> Response:
    """Note that it reached its person, and keep what shows it."""

    def hand_over(form: Any) -> Order:
        return fulfilling.deliver(order_id, now(), _me(), _note(form), form.proof.data or "", kept)

    kept = ""
    brought = request.files.get("proof_file")
    if brought:
        try:
            kept = photos.keep_photo(cast(BinaryIO, brought.stream))
        except Refused as refused:
            return order_page(order_id, said_of(refused), 422)
    return _do(order_id, "hand_over", hand_over, _("Order %(number)s is delivered.", number=order_id))


@blueprint.post("/cancellation")
@allow("administrator")
def cancel(order_id: int) -> Response:
    """Cancel it, or some of its pieces, for a reason."""

    def undo(form: Any) -> Order:
        left = int(form.left.data) if form.left.data else None
        return fulfilling.cancel(order_id, now(), _me(), _note(form), form.pieces.data, left)

    return _do(order_id, "cancelling", undo, _("Points and pieces are back."))


@blueprint.post("/refund")
@allow("administrator")
def refund(order_id: int) -> Response:
    """Give the points back of what was delivered, for a reason."""
    said = _("Order %(number)s is refunded; its points are back.", number=order_id)
    return _do(order_id, "step", lambda form: fulfilling.refund(order_id, now(), _me(), _note(form)), said)


@blueprint.post("/replacement")
@allow("administrator")
def replace(order_id: int) -> Response:
    """Send the same thing once more."""
    said = _("Order %(number)s is replaced: the new one is approved.", number=order_id)
    return _do(order_id, "step", lambda form: fulfilling.replace(order_id, now(), _me(), _note(form)), said)


@blueprint.post("/troubles/<int:trouble_id>")
@allow("administrator")
def settle(order_id: int, trouble_id: int) -> Response:
    """Answer what was told to be wrong: explain, send once more, or give the points back."""
    if trouble_id not in {one.id for one in seen.troubles_of(order_id)}:
        abort(404)

    def answer(form: Any) -> object:
        told = (form.remedy.data, form.answer.data)
        return fulfilling.settle(trouble_id, *told, now(), _me())

    return _do(order_id, "settling", answer, _("The person has your answer."))


@blueprint.get("/proofs/<int:parcel_id>")
@allow("administrator")
def proof(order_id: int, parcel_id: int) -> Response:
    """What shows that it came, as an attachment."""
    found = next((one for one in seen.parcels_of(order_id) if one.id == parcel_id), None)
    if found is None or not found.proof_file:
        abort(404)
    name = f"order-{order_id}.{found.proof_file.rpartition('.')[2]}"
    kind = photos.type_of(found.proof_file)
    return send_file(storage.path_of(found.proof_file), mimetype=kind, as_attachment=True, download_name=name)


def _do(order_id: int, name: str, act: Callable[[Any], object], said: str) -> Response:
    form = _shaped(name, FORMS[name]())
    if desk.order_detail(order_id) is None:
        abort(404)
    if not form.validate():
        return order_page(order_id, None, 422, **{name: form})
    try:
        in_transaction(lambda: act(form))
    except Refused as refused:
        return order_page(order_id, said_of(refused), 409, **{name: form})
    return go(url_for("catalog_staff.orders.detail", order_id=order_id), said)


def order_page(order_id: int, refused: str | None = None, status: int = 200, **sent: Form) -> Response:
    """One order with its way, its person, what the law asks and every step that it can take."""
    found, bought, who, firm = desk.order_detail(order_id) or abort(404)
    steps, answers = seen.steps_of(order_id), seen.answers_to(order_id)
    names = desk.names_of([*(one.by for one in steps), *(one.by for one in answers)])
    against = queries.hindrances(
        who.id, firm.id, bought.beneficiary, found.value_cents, now(), (bought.form, bought.nature)
    )
    forms = {name: sent.get(name) or _shaped(name, form(formdata=None)) for name, form in FORMS.items()}
    return show(
        "catalog/desk_order.html",
        status=status,
        order=found,
        reward=bought,
        person=who,
        company=firm,
        which=choosing.in_words(found),
        items=timeline(found, steps, answers, me().actor, names),
        turn=approving.level_next(found),
        own=found.person_id == me().id,
        parcels=seen.parcels_of(order_id),
        troubles=seen.troubles_of(order_id),
        replacement=seen.replacement_of(order_id),
        hindrances=[type(one).__name__ for one in against] if found.state == "requested" else [],
        may={after: found.state in before for after, before in BEFORE.items()},
        is_sent=bought.kind in SENT,
        refused=refused,
        late=found.state in rules.OPEN and found.promised_on < local_day(now()),
        language=reader().language,
        **forms,
    )


def _shaped(name: str, form: Any) -> Any:
    if name == "settling":
        form.remedy.choices = choices(REMEDIES)
    return form


def _note(form: Any) -> str:
    return form.note.data or ""


def _me() -> str:
    return me().actor
