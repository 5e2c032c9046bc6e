"""The page of a challenge's fairness: who would have won on past sales, who wins now, who wins again."""

from flask import abort
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.document.reading import stored
from challenges.life import playing
from challenges.pages import fairness_words, words
from challenges.pages.staff_blueprint import blueprint
from core import reply
from core.clock import now


@blueprint.get("/challenges/<code>/fairness")
@allow("administrator")
def fairness(code: str) -> Response:
    """Chances by size, seniority and region, over windows of the sponsor's own past sales."""
    one = desk.challenge(me(), code) or abort(404)
    document = stored(one.document)
    found = playing.fairness(one, now())
    return reply.show(
        "challenges/staff_fairness.html",
        one=one,
        document=document,
        found=found,
        sentences=fairness_words.sentences(found),
        said=fairness_words,
        words=words,
    )
