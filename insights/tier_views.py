"""The calibration of tiers: the real distribution, thresholds that move, how many would stand in each."""

from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from accounts.access import allow
from core import reply
from core.clock import local_day, now
from core.figures import NotFigures, number, to_cents
from insights import calibration
from insights.thresholds import usual_shares
from points.rules.tiers import HOLDERS, MEASURES, Scheme
from points.tiers import sentences as tier_sentences

blueprint = Blueprint("insights_tiers", __name__, url_prefix="/staff/insights")


@blueprint.get("/tiers")
@allow("administrator")
def tiers() -> Response:
    """How thresholds would cut the real figures of twelve months; moving one counts again."""
    today, given = local_day(now()), request.args
    scheme = _asked(calibration.start(today), given)
    figures = calibration.amounts(scheme, today)
    wanted = _shares(scheme, given)
    thresholds = _thresholds(scheme, given) or calibration.propose(scheme, figures, wanted)
    found = calibration.cut(scheme, figures, thresholds)
    return reply.show(
        "insights/tiers.html",
        "insights/_cut.html",
        cut=found,
        wanted=wanted,
        typed=[_typed(scheme, one) for one in thresholds],
        months=calibration.over_time(scheme, today),
        active=calibration.active(scheme, today),
        use=f"/staff/programme/tiers/draft?{urlencode([('threshold', one) for one in thresholds])}",
        said=tier_sentences,
        today=today,
    )


def _asked(scheme: Scheme, given: "MultiDict[str, str]") -> Scheme:
    holder, measure = given.get("holder", ""), given.get("measure", "")
    return scheme._replace(
        holder=holder if holder in HOLDERS else scheme.holder,
        measure=measure if measure in MEASURES else scheme.measure,
    )


def _shares(scheme: Scheme, given: "MultiDict[str, str]") -> list[int]:
    """Per cent that shall reach each tier above the first."""
    typed = given.getlist("share", type=int)
    usual = list(usual_shares(len(scheme.levels)))
    return [min(max(one, 1), 100) for one in typed] if len(typed) == len(usual) else usual


def _thresholds(scheme: Scheme, given: "MultiDict[str, str]") -> list[int]:
    """What was typed, rising; nothing when a proposal is asked for or a figure cannot be read."""
    typed = given.getlist("threshold")
    if given.get("do") == "propose" or len(typed) != len(scheme.levels):
        return []
    try:
        read = [number((one.strip() or "0").replace(",", ".")) for one in typed]
    except NotFigures:
        return []
    found = [to_cents(one) if scheme.measure == "turnover" else int(one) for one in read]
    for place in range(1, len(found)):
        found[place] = max(found[place], found[place - 1] + 1)
    return found if found[0] >= 0 else []


def _typed(scheme: Scheme, threshold: int) -> str:
    if scheme.measure != "turnover":
        return str(threshold)
    euros, cents = divmod(threshold, 100)
    return f"{euros},{cents:02d}" if cents else str(euros)
