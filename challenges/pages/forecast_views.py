"""Pages of a forecast: its inputs, what follows from them, and the approval that opens the launch."""

from dataclasses import replace

from flask import abort, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.life import forecasts
from challenges.models import Challenge
from challenges.pages import words
from challenges.pages.forecast_forms import ApprovalForm, ForecastForm
from challenges.pages.launch_views import worst_of
from challenges.pages.staff_blueprint import blueprint
from challenges.rules.forecast import Inputs, approvable, sound
from core import reply
from core.clock import local_day, now
from core.database import in_transaction
from points.ledger.books import person_name
from points.settings.versions import settings_on

#: What rewards may take of the additional revenue, unless somebody says otherwise.
GENEROSITY_BP = 2_000


@blueprint.get("/challenges/<code>/forecast")
@allow("administrator")
def forecast(code: str) -> Response:
    """What is entered, what follows from it, who approved it."""
    one = _seen(code)
    return _page(one, ForecastForm(formdata=None).fill(begin(one, stored(one.document))))


@blueprint.post("/challenges/<code>/forecast")
@allow("administrator")
def write_forecast(code: str) -> Response:
    """Write a forecast down for the draft as it is now."""
    one, form = _seen(code), ForecastForm()
    if one.state != "draft":
        abort(404)
    if not form.validate_on_submit():
        return _page(one, form, 422)
    inputs, challenge_id, by = form.inputs(), one.id, me().actor
    if missing := sound(inputs):
        form.why.errors = [reply.say(one) for one in missing]
        return _page(one, form, 422)
    in_transaction(lambda: forecasts.write(challenge_id, inputs, now(), by))
    said = gettext("The forecast is written down. It waits for an approval.")
    return reply.go(url_for(".forecast", code=code), said)


@blueprint.post("/challenges/<code>/forecast/<int:number>/approval")
@allow("administrator")
def approve_forecast(code: str, number: int) -> Response:
    """Approve in one's own name what was read."""
    one, form = _seen(code), ApprovalForm()
    found = forecasts.newest(one.id)
    if found is None or found.id != number:
        return reply.go(url_for(".forecast", code=code), reply.say(forecasts.ForecastOutdated()), "late")
    if not form.validate_on_submit():
        return _page(one, ForecastForm(formdata=None).fill(begin(one, stored(one.document))), 422)
    note, by = form.note.data or "", me().actor
    in_transaction(lambda: forecasts.approve(number, note, now(), by))
    return reply.go(url_for(".launch_page", code=code), gettext("The forecast is approved in your name."))


def _seen(code: str) -> Challenge:
    return desk.challenge(me(), code) or abort(404)


def begin(one: Challenge, document: Document) -> Inputs:
    """What the form begins with: the latest forecast, else what the books know."""
    worst = worst_of(document)
    if latest := next(iter(forecasts.every(one.id)), None):
        known = forecasts.inputs_of(latest)
        return replace(known, points=worst.total) if worst and one.state != "draft" else known
    worth = settings_on(local_day(now())).worth_of_1000
    return Inputs(forecasts.a_year_before(one), 1_000, 0, GENEROSITY_BP, worst.total if worst else 0, worth)


def _page(one: Challenge, form: ForecastForm, status: int = 200) -> Response:
    document = stored(one.document)
    current = forecasts.in_force(one)
    return reply.show(
        "challenges/staff_forecast.html",
        status=status,
        one=one,
        document=document,
        form=form,
        approval=ApprovalForm(formdata=None),
        current=current,
        inputs=forecasts.inputs_of(current) if current else None,
        figures=forecasts.figures_of(current) if current else None,
        refused=[reply.say(it) for it in approvable(forecasts.inputs_of(current))] if current else [],
        past=[it for it in forecasts.every(one.id) if current is None or it.id != current.id],
        who=person_name,
        worst=worst_of(document),
        words=words,
    )
