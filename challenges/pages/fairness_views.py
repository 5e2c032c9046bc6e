"""The page of a challenge's fairness: who would have won on past sales, who wins now, who wins again."""

from collections.abc import Callable

from flask import abort, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.document.reading import stored
from challenges.life import fair_play
from challenges.pages import fairness_words, words
from challenges.pages.forms import EdgeForm
from challenges.pages.staff_blueprint import blueprint
from core import reply
from core.clock import now
from core.database import in_transaction

_: Callable[..., str] = gettext


@blueprint.get("/challenges/<code>/fairness")
@allow("administrator")
def fairness(code: str) -> Response:
    """Chances by size, seniority and region, over windows of the sponsor's own past sales."""
    one = desk.challenge(me(), code) or abort(404)
    document, kept = stored(one.document), fair_play.kept(one, now())
    return reply.show(
        "challenges/staff_fairness.html",
        one=one,
        document=document,
        kept=kept,
        found=kept.found,
        names=fair_play.named(document, kept.found) if kept.found else {},
        sentences=fairness_words.sentences(kept.found) if kept.found else [],
        unknown=fairness_words.unknown(document),
        said=fairness_words,
        words=words,
        form=EdgeForm(),
    )


@blueprint.post("/challenges/<code>/fairness")
@allow("administrator")
def play_fairness(code: str) -> Response:
    """Play it on past sales: at once where they are few, else the clock does."""
    one = desk.challenge(me(), code) or abort(404)
    challenge_id = one.id
    in_transaction(lambda: fair_play.ask(challenge_id, now()))
    fair_play.answer_small(challenge_id, now())
    return reply.go(url_for(".fairness", code=code))
