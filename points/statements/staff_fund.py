"""Pages for the sponsor's staff: the prize fund, what came in, what challenges hold, what came back."""

from flask import Blueprint, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import format as figures
from core import reply
from core.clock import local_day, now
from core.database import in_transaction
from points.ledger import books, endowing, funds
from points.ledger.entries import ESCROW
from points.rules.refusals import FundTooSmall
from points.settings.versions import settings_on
from points.statements.fund_forms import FundForm

blueprint = Blueprint("points_fund", __name__, url_prefix="/staff/programme/fund")


@blueprint.get("")
@allow("administrator")
def read() -> Response:
    """What the fund holds, what is set aside from it, and its history."""
    return _page(FundForm())


@blueprint.post("/check")
@allow("administrator")
def check() -> Response:
    """Say what will change, with figures, before it does."""
    form = FundForm()
    if not form.validate_on_submit() or not _covered(form):
        return _page(form, 422)
    amount = form.points.data or 0
    after = funds.held() + (amount if form.way.data == "endow" else -amount)
    return reply.show(
        "points/staff_fund_check.html", form=form, amount=amount, before=funds.held(), after=after
    )


@blueprint.post("")
@allow("administrator")
def move() -> Response:
    """Move the points, once, for the reason that is kept."""
    form = FundForm()
    if not form.validate_on_submit() or not _covered(form):
        return _page(form, 422)
    act = endowing.endow if form.way.data == "endow" else endowing.withdraw
    amount, reason = form.points.data or 0, form.reason.data or ""
    reference, by = f"fund:prizes:{form.request_id.data}", me().actor
    in_transaction(lambda: act(amount, reason, reference, now(), by))
    said = gettext("The prize fund holds %(points)s points.", points=figures.points(funds.held()))
    return reply.go(url_for(".read"), said)


def _covered(form: FundForm) -> bool:
    amount, held = form.points.data or 0, funds.held()
    if form.way.data == "endow" or amount <= held:
        return True
    refused = FundTooSmall(held=held, asked=amount, points=amount - held)
    form.points.errors = [reply.say(refused)]
    return False


def _page(form: FundForm, status: int = 200) -> Response:
    aside = {one.name: one.points for one in books.trial_balance() if one.name.startswith(ESCROW)}
    return reply.show(
        "points/staff_fund.html",
        status=status,
        form=form,
        held=funds.held(),
        aside=sum(aside.values()),
        many=sum(1 for points in aside.values() if points),
        worth=settings_on(local_day(now())).worth_of_1000,
        movements=funds.movements(),
        who=books.person_name,
        kinds={
            "endow": gettext("Points added"),
            "withdraw": gettext("Points taken out"),
            "fund": gettext("Set aside for a challenge"),
            "release": gettext("Came back from a challenge"),
        },
    )
