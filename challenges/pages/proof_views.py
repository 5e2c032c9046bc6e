"""The page that answers “why am I 7th?”, down to the sale."""

from datetime import datetime

from flask import abort, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import queries, side_queries, winnings
from challenges.pages import board_words, closing_words, proof_words, words
from challenges.pages.blueprint import blueprint
from challenges.proof import proofs
from challenges.queries import Shown
from core import format as figures
from core import reply
from core.clock import now

#: States without a board to show.
UNRANKED = ("announced", "stopped")


@blueprint.get("/challenges/<code>/proof")
@allow("rep", "company_manager")
def proof(code: str) -> Response:
    """Why my rank is what it is, down to the sale."""
    at = now()
    one = queries.challenge_for(me(), code, at) or abort(404)
    if one.entrant_id is None or one.state in UNRANKED:
        abort(404)
    return reply.show(
        "challenges/proof.html",
        one=one,
        proof=proofs.proof(one, me(), at),
        wins=winnings.of(one.id, one.entrant_id, me().id, one.document),
        weeks=_weeks(one, at),
        words=words,
        said=proof_words,
        closing=closing_words,
    )


def _weeks(one: Shown, at: datetime) -> list[tuple[str, str, Markup | None]]:
    """Each week that may be looked at: its name, its page, my rank in it."""
    subject = queries.subject_in(one, me()) or 0
    ranks = side_queries.week_ranks(one, subject)
    found = []
    for week in side_queries.begun(one, at):
        if week.number in ranks:
            href = url_for("challenge_boards.week", code=one.code, number=week.number)
            rank = ranks[week.number]
            found.append((board_words.week_name(week), href, figures.ordinal(rank) if rank else None))
    return found
