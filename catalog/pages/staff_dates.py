"""Dates of a reward at the desk: opened, changed, called off with everybody who booked."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import fulfilling
from catalog.keeping import queries, sessions
from catalog.models import RewardSession
from catalog.pages.reward_forms import CallingOffForm, DateForm
from catalog.pages.reward_page import reward_or_404
from catalog.pages.staff_made import acted, instant
from catalog.rules.states import OPEN
from core.clock import now
from core.database import in_transaction, session, transaction
from core.format import moment, reader
from core.reply import go, say, show
from core.rules import Refused

blueprint = Blueprint("dates", __name__, url_prefix="/rewards/<int:reward_id>/dates")


@blueprint.post("")
@allow("administrator")
def add(reward_id: int) -> Response:
    """Open a date."""
    form = DateForm(prefix="date")

    def act(at: datetime, by: str) -> str:
        sessions.add(reward_id, *_told(form), at, by)
        return str(_("The date is open for booking."))

    return acted(reward_id, "dates", "date", form, form.starts, act)


@blueprint.post("/<int:session_id>")
@allow("administrator")
def change(reward_id: int, session_id: int) -> Response:
    """Bring it in line; those who booked are told of another day or place."""
    _date_or_404(reward_id, session_id)
    form = DateForm(prefix=f"date{session_id}")

    def act(at: datetime, by: str) -> str:
        changed = sessions.change(session_id, *_told(form), at, by)
        return str(
            _("The date is changed; who booked it is told.") if changed else _("Nothing was different.")
        )

    return acted(reward_id, "dates", f"date{session_id}", form, form.starts, act)


@blueprint.get("/<int:session_id>")
@allow("administrator")
def calling_off(reward_id: int, session_id: int) -> Response:
    """Who booked a date; whom calling it off touches, before it does."""
    return _page(reward_id, session_id, CallingOffForm(formdata=None))


@blueprint.post("/<int:session_id>/calling-off")
@allow("administrator")
def call_off(reward_id: int, session_id: int) -> Response:
    """No more bookings, and every order of it cancelled, each on its own: points and seats come back."""
    _date_or_404(reward_id, session_id)
    form: Any = CallingOffForm()
    if not form.validate():
        return _page(reward_id, session_id, form, 422)
    with transaction():
        sessions.call_off(session_id, now(), me().actor, form.note.data)
    done = _cancel_bookings(session_id, form.note.data)
    said = ngettext(
        "The date is called off; %(num)d order is cancelled and its points are back.",
        "The date is called off; %(num)d orders are cancelled and their points are back.",
        done,
    )
    return go(url_for("catalog_staff.reward", reward_id=reward_id, _anchor="dates"), said)


def _cancel_bookings(session_id: int, why: str) -> int:
    """Cancel what is open; what cannot be is said, and stays on the date's page."""
    by, done = me().actor, 0
    numbers = [order.id for order, *_who in queries.bookings_of(session_id) if order.state in OPEN]
    for number in numbers:
        try:
            in_transaction(lambda one=number: fulfilling.cancel(one, now(), by, why))  # type: ignore[misc]
            done += 1
        except Refused as refused:
            flash(_("Order %(number)s: %(why)s", number=number, why=say(refused)), "late")
    return done


def _page(reward_id: int, session_id: int, form: CallingOffForm, status: int = 200) -> Response:
    date = _date_or_404(reward_id, session_id)
    bookings = queries.bookings_of(session_id)
    return show(
        "catalog/reward_date.html",
        status=status,
        reward=reward_or_404(reward_id),
        date=date,
        when=moment(date.starts_at),
        bookings=bookings,
        held=sum(order.held for order, *_who in bookings if order.state in OPEN),
        open_states=OPEN,
        form=form,
        language=reader().language,
    )


def _told(form: Any) -> tuple[datetime, datetime, datetime, str, int]:
    starts, ends = instant(form.starts.data), instant(form.ends.data)
    closes = instant(form.closes.data) if form.closes.data else starts
    return starts, ends, closes, form.place.data, form.seats.data


def _date_or_404(reward_id: int, session_id: int) -> RewardSession:
    found = session.get(RewardSession, session_id)
    return found if found is not None and found.reward_id == reward_id else abort(404)
