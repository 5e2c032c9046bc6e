"""What a reward is made of, kept at the desk: variants, an expert's hours, parts, prices for some."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.keeping import parts, prices, slots, variants
from catalog.models import RewardVariant, ServiceSlot
from catalog.pages.reward_forms import HoursForm, NamesForm, StockForm, VariantForm
from catalog.pages.reward_page import page, parts_form, prices_form, reward_or_404
from catalog.rules.prices import Row
from core.clock import ZONE, now
from core.database import session, transaction
from core.format import points
from core.reply import go, say
from core.rules import Refused

blueprint = Blueprint("made", __name__, url_prefix="/rewards/<int:reward_id>")


@blueprint.post("/variants")
@allow("administrator")
def add_variant(reward_id: int) -> Response:
    """Offer one more variant."""
    form: Any = VariantForm(prefix="variant")

    def act(at: datetime, by: str) -> str:
        told = form.code.data, form.name_fr.data, form.name_en.data
        variants.add(reward_id, *told, at, by, stock=form.stock.data)
        return str(_("The variant is on offer."))

    return acted(reward_id, "variants", "variant", form, form.code, act)


@blueprint.post("/variants/<int:variant_id>")
@allow("administrator")
def change_variant(reward_id: int, variant_id: int) -> Response:
    """Call it otherwise."""
    _of(RewardVariant, variant_id, reward_id)
    form: Any = NamesForm(prefix=f"names{variant_id}")

    def act(at: datetime, by: str) -> str:
        changed = variants.change(variant_id, form.name_fr.data, form.name_en.data, at, by)
        return str(_("The variant is changed.") if changed else _("Nothing was different."))

    return acted(reward_id, "variants", f"names{variant_id}", form, form.name_fr, act)


@blueprint.post("/variants/<int:variant_id>/stock")
@allow("administrator")
def book(reward_id: int, variant_id: int) -> Response:
    """Take in pieces of it, beside the stock that the page showed."""
    _of(RewardVariant, variant_id, reward_id)
    form: Any = StockForm(prefix=f"stock{variant_id}")

    def act(at: datetime, by: str) -> str:
        pieces, note, seen = form.pieces.data, form.note.data or "", form.seen.data or ""
        left = variants.receive_stock(variant_id, pieces, at, by, note, shown=seen)
        return str(ngettext("%(n)s piece in stock now.", "%(n)s pieces in stock now.", left, n=points(left)))

    return acted(reward_id, "variants", f"stock{variant_id}", form, form.pieces, act)


@blueprint.post("/variants/<int:variant_id>/retirement")
@allow("administrator")
def retire_variant(reward_id: int, variant_id: int) -> Response:
    """Offer it no more, or again; orders under way go on."""
    _of(RewardVariant, variant_id, reward_id)
    back = "back" in request.form
    with transaction():
        (variants.bring_back if back else variants.retire)(variant_id, now(), me().actor)
    said = _("The variant is on offer.") if back else _("The variant is no longer on offer.")
    return _back(reward_id, "variants", said)


@blueprint.post("/hours")
@allow("administrator")
def open_hours(reward_id: int) -> Response:
    """Open some of an expert's time as hours to book."""
    form: Any = HoursForm(prefix="hours")

    def act(at: datetime, by: str) -> str:
        length = timedelta(minutes=form.minutes.data)
        times = instant(form.starts.data), instant(form.ends.data), length
        made = slots.open_hours(reward_id, form.expert.data, form.contact.data or "", *times, at, by)
        return str(ngettext("%(num)d hour is open.", "%(num)d hours are open.", len(made)))

    return acted(reward_id, "hours", "hours", form, form.starts, act)


@blueprint.post("/hours/<int:slot_id>")
@allow("administrator")
def turn_hour(reward_id: int, slot_id: int) -> Response:
    """Take a free hour out of the book, or put it back."""
    _of(ServiceSlot, slot_id, reward_id)
    back = "back" in request.form
    with transaction():
        (slots.put_back if back else slots.withdraw)(slot_id, now(), me().actor)
    said = _("The hour can be booked again.") if back else _("The hour is out of the book.")
    return _back(reward_id, "hours", said)


@blueprint.post("/parts")
@allow("administrator")
def write_parts(reward_id: int) -> Response:
    """What it holds, or is chosen from."""
    form = parts_form(reward_or_404(reward_id))

    def act(at: datetime, by: str) -> str:
        rows = [(one.form.part.data, one.form.quantity.data or 1) for one in form.rows if one.form.part.data]
        parts.write(reward_id, rows, at, by)
        return str(_("The parts are saved."))

    return acted(reward_id, "parts", "parts", form, form.rows, act)


@blueprint.post("/prices")
@allow("administrator")
def write_prices(reward_id: int) -> Response:
    """The prices for some, in the order in which they are tried."""
    form = prices_form(reward_or_404(reward_id))
    names = ("points", "tier", "segment", "company_kind", "starts_on", "ends_on")

    def act(at: datetime, by: str) -> str:
        rows = [Row(*(one.form[name].data for name in names)) for one in form.rows if one.form.points.data]
        prices.write(reward_id, rows, at, by)
        return str(_("The prices are saved; orders already placed keep theirs."))

    return acted(reward_id, "prices", "prices", form, form.rows, act)


def acted(
    reward_id: int, section: str, name: str, form: Any, at_fault: Any, act: Callable[[datetime, str], str]
) -> Response:
    """Act and go back to the section; or show the page with what was wrong at its field."""
    found = reward_or_404(reward_id)
    if not form.validate():
        return page(found, 422, opened=name, **{name: form})
    try:
        with transaction():
            said = act(now(), me().actor)
    except Refused as refused:
        at_fault.errors = [say(refused)]
        return page(reward_or_404(reward_id), 409, opened=name, **{name: form})
    return _back(reward_id, section, said)


def instant(local: datetime) -> datetime:
    """What a field for day and hour says, in the programme's zone."""
    return local.replace(tzinfo=ZONE)


def _back(reward_id: int, section: str, said: str) -> Response:
    return go(url_for("catalog_staff.reward", reward_id=reward_id, _anchor=section), said)


def _of(model: type[RewardVariant] | type[ServiceSlot], key: int, reward_id: int) -> None:
    found: Any = session.get(model, key)
    if found is None or found.reward_id != reward_id:
        abort(404)
