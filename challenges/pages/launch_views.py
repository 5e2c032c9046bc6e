"""The way to a launch: a checklist that says everything that is missing, each with where it is done."""

from collections.abc import Callable
from typing import Any

from flask import abort, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.document.reading import stored
from challenges.document.scope import stored_scope
from challenges.document.terms import Document
from challenges.life import gate, lifecycle
from challenges.models import Challenge
from challenges.pages import rulebook as rules
from challenges.pages import staff_words, words
from challenges.pages.forms import EdgeForm
from challenges.pages.staff_blueprint import blueprint
from challenges.rules.budget import Budget, Unbounded
from core import reply
from core.clock import now
from core.database import in_transaction
from core.rules import Refused
from points.briefs import actions as briefs
from points.briefs import words as brief_words
from points.ledger import funds
from points.rules.briefing import NoBrief
from points.rules.refusals import FundTooSmall

_: Callable[..., str] = gettext
FUND_PAGE = "/staff/programme/fund"
#: What stands in the way, by where it is put right.
FORECASTS = (gate.NoForecast, gate.ForecastStale, gate.NotApproved)
DRAFTS = (Unbounded, gate.NoSuchReward, gate.RewardDearer)


@blueprint.get("/challenges/<code>/launch")
@allow("administrator")
def launch_page(code: str) -> Response:
    """What a launch will cost and whom it invites, and everything that it still lacks."""
    one = desk.challenge(me(), code) or abort(404)
    if one.state != "draft":
        abort(404)
    document = stored(one.document)
    reasons = gate.ready(one.id, document, now())
    return reply.show(
        "challenges/staff_launch.html",
        one=one,
        document=document,
        articles=rules.game(document, stored_scope(one.scope)),
        audience=desk.audience(document, one),
        steps=checklist(one, document, reasons),
        worst=worst_of(document),
        fund=funds.held(),
        brief=briefs.newest(briefs.about_challenge(code)),
        brief_words=brief_words,
        said=staff_words,
        words=words,
        form=EdgeForm(),
        ready=not reasons,
    )


@blueprint.post("/challenges/<code>/launch/<agreed>")
@allow("administrator")
def launch(code: str, agreed: str) -> Response:
    """Launch exactly what was read, once nothing stands in the way; else say what does."""
    one = desk.challenge(me(), code) or abort(404)
    reasons = gate.ready(one.id, stored(one.document), now()) if one.state == "draft" else []
    if reasons:
        return reply.go(url_for(".launch_page", code=code), reply.say(reasons[0]), "late")
    challenge_id, by = one.id, me().actor
    in_transaction(lambda: lifecycle.launch(challenge_id, now(), by, agreed))
    return reply.go(url_for(".challenge", code=code), gettext("The challenge is launched."))


def worst_of(document: Document) -> Budget | None:
    """The worst case; None where nothing bounds it."""
    try:
        return gate.worst(document)
    except Unbounded:
        return None


def checklist(one: Challenge, document: Document, reasons: list[Refused]) -> list[dict[str, Any]]:
    """What a launch asks for: done, or what is missing and where to do it."""
    here = {name: url_for(f".{name}", code=one.code) for name in ("brief", "forecast", "edit")}
    rows: list[tuple[str, tuple[type[Refused], ...], str, str]] = [
        (_("A brief"), (NoBrief,), here["brief"], _("Write its brief")),
        (_("An approved forecast"), FORECASTS, here["forecast"], _("Go to its forecast")),
        (_("A cost with an end, rewards that exist"), DRAFTS, here["edit"], _("Change the draft")),
        (_("A prize fund that covers the worst case"), (FundTooSmall,), FUND_PAGE, _("Fill the prize fund")),
    ]
    return [
        {
            "title": title,
            "missing": [reply.say(reason) for reason in reasons if isinstance(reason, kinds)],
            "url": url,
            "label": label,
        }
        for title, kinds, url, label in rows
    ]
