"""Pages for sales that follow a pattern: what is strange, the sales, a decision with its reason."""

from collections.abc import Sequence

from flask import abort, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.document.reading import stored
from challenges.life import reviewing
from challenges.models import Challenge
from challenges.pages import review_words, words
from challenges.pages.review_forms import ReviewForm
from challenges.pages.staff_blueprint import blueprint
from challenges.rules.patterns import Found
from challenges.rules.states import NotNow
from core import reply
from core.clock import now
from core.database import in_transaction
from core.rules import Refused
from points.ledger.books import person_name
from sales.queries import lines_by_id


@blueprint.get("/challenges/<code>/review")
@allow("administrator")
def review(code: str) -> Response:
    """Patterns that nobody has looked at first, then what was decided."""
    return _page(_seen(code), ReviewForm(formdata=None))


@blueprint.post("/challenges/<code>/review")
@allow("administrator")
def decide_review(code: str) -> Response:
    """Say whether some sales count, and why."""
    one, form = _seen(code), ReviewForm()
    lines = [int(text) for text in request.form.getlist("lines") if text.isdigit()]
    if not form.validate_on_submit() or not lines:
        return _page(one, form, 422)
    challenge_id, by, counts = one.id, me().actor, form.counts.data == "yes"
    reason, pattern = form.reason.data or "", form.pattern.data or "other"
    try:
        many = in_transaction(
            lambda: reviewing.decide(challenge_id, lines, counts, reason, now(), by, pattern)
        )
    except (Refused, NotNow) as refused:
        return reply.go(url_for(".review", code=code), reply.say(refused), "late")
    if counts:
        said = ngettext("%(num)d sale counts.", "%(num)d sales count.", many)
    else:
        said = ngettext(
            "%(num)d sale is left out of the score.", "%(num)d sales are left out of the score.", many
        )
    return reply.go(url_for(".review", code=code), said)


def _seen(code: str) -> Challenge:
    one = desk.challenge(me(), code) or abort(404)
    return one if one.board_id is not None else abort(404)


def _page(one: Challenge, form: ReviewForm, status: int = 200) -> Response:
    found, _lines = reviewing.find(one)
    looked = reviewing.looked_at(one.id)
    fresh = [it for it in found if not set(it.lines) <= looked.keys()]
    told = lines_by_id({line for it in fresh for line in it.lines} | looked.keys())
    return reply.show(
        "challenges/staff_review.html",
        status=status,
        one=one,
        document=stored(one.document),
        fresh=fresh,
        looked=sorted(looked.items(), key=lambda item: item[1].at, reverse=True),
        lines=told,
        open=one.state in reviewing.REVIEWABLE,
        form=form,
        forms=_forms(form, fresh),
        said=review_words,
        who=person_name,
        words=words,
        title=ngettext("%(num)d pattern to look at", "%(num)d patterns to look at", len(fresh))
        if fresh
        else gettext("Nothing strange among the sales"),
    )


def _forms(sent: ReviewForm, fresh: Sequence[Found]) -> list[ReviewForm]:
    """A form for each pattern, with ids of its own; the one that was refused keeps what was written."""
    refused = [it for it in fresh if sent.errors and it.pattern == sent.pattern.data][:1]
    made = []
    for number, it in enumerate(fresh, 1):
        form = sent if it in refused else ReviewForm(formdata=None)
        form.counts.id, form.reason.id = f"counts-{number}", f"reason-{number}"
        made.append(form)
    return made
