"""The page of a challenge's budget: at worst, if it ended now, what is set aside, prize by prize."""

from flask import abort
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.document.reading import stored
from challenges.life import forecasts, spending
from challenges.pages import budget_words, words
from challenges.pages.launch_views import worst_of
from challenges.pages.staff_blueprint import blueprint
from core import reply
from core.clock import now
from points.ledger import funds


@blueprint.get("/challenges/<code>/budget")
@allow("administrator")
def budget(code: str) -> Response:
    """What the challenge costs at worst, and as things stand."""
    one = desk.challenge(me(), code) or abort(404)
    document = stored(one.document)
    launched = one.board_id is not None
    forecast = forecasts.in_force(one)
    return reply.show(
        "challenges/staff_budget.html",
        one=one,
        document=document,
        worst=worst_of(document),
        spent=spending.spending(one, now()) if launched else None,
        forecast=forecasts.inputs_of(forecast) if forecast else None,
        fund=funds.held(),
        named=budget_words,
        words=words,
    )
