"""Whether the parts of a document agree: every promise can be kept, and none contradicts another."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import pairwise

from challenges.document.parts import ADDITIVE, METRICS, RELATIVE, Metric
from challenges.document.problems import Problem
from challenges.document.terms import Document
from core.clock import ZONE
from core.rules import N_

LONGEST_DAYS = 366
#: Metrics that are a share of something: they do not add up, day by day or line by line.
RATES = ("conversion", *RELATIVE)
WEEK = 7


def problems_of(one: Document) -> list[Problem]:
    """Everything in which its parts contradict each other."""
    found: list[Problem] = []
    for check in (_window, _metrics, _caps, _ladder, _bounds, _boosts, _flashes, _weekly, _teams, _ends):
        found += check(one)
    return found


def _window(one: Document) -> Iterator[Problem]:
    if one.last < one.first:
        yield Problem("window.to", N_("lies before window.from."))
    elif one.days > LONGEST_DAYS:
        said = N_("makes the challenge longer than %(days)s days.")
        yield Problem("window.to", said, {"days": LONGEST_DAYS})


def _metrics(one: Document) -> Iterator[Problem]:
    kinds = [metric.kind for metric in one.metrics]
    for nth, metric in enumerate(one.metrics, 1):
        path = f"metric[{nth}]"
        if kinds.index(metric.kind) < nth - 1:
            yield Problem(path, N_("names %(kind)s twice."), {"kind": metric.kind})
        if len(kinds) > 1 and METRICS.get(metric.kind) in ("cents", "bp") and metric.per < 100:
            said = N_("weighs cents or hundredths of a percent: say `per`, 100 or more.")
            yield Problem(f"{path}.per", said)
        yield from _idle(path, metric)
    relative = [kind for kind in kinds if kind in RELATIVE]
    if relative and one.targets is None:
        said = N_("is missing: %(kind)s is held against a figure of each participant’s own.")
        yield Problem("targets", said, {"kind": relative[0]})
    if one.targets and not relative:
        yield Problem("targets", N_("serves nothing: no metric is attainment or growth."))
    if one.targets and one.targets.source == "imported":
        for name in ("growth_bp", "floor"):
            if getattr(one.targets, name):
                yield Problem(
                    f"targets.{name}", N_("belongs to computed targets; imported ones come as they are.")
                )


def _idle(path: str, metric: Metric) -> Iterator[Problem]:
    """Keys that say nothing of this metric."""
    plain = Metric(metric.kind)
    for name, kind in (("quiet_days", "reactivated"), ("fewest", "conversion")):
        if metric.kind != kind and getattr(metric, name) != getattr(plain, name):
            yield Problem(f"{path}.{name}", N_("belongs to the metric %(kind)s."), {"kind": kind})


def _caps(one: Document) -> Iterator[Problem]:
    caps = one.caps
    if caps.line and one.metric not in ADDITIVE:
        said = N_("is possible only where one of %(allowed)s is counted alone, without weights.")
        yield Problem("caps.line", said, {"allowed": ", ".join(ADDITIVE)})
    if caps.day and any(metric.kind in RATES for metric in one.metrics):
        yield Problem("caps.day", N_("is not possible: a rate has no share of a day."))
    for smaller, larger in (("line", "day"), ("day", "total"), ("line", "total")):
        if 0 < getattr(caps, larger) < getattr(caps, smaller):
            yield Problem(f"caps.{smaller}", N_("is more than caps.%(larger)s."), {"larger": larger})
    if not caps.total:
        return
    asked = [(f"step[{nth}].at", step.at) for nth, step in enumerate(one.steps, 1)]
    asked += [(f"first[{nth}].at", first.at) for nth, first in enumerate(one.firsts, 1)]
    asked += [("collective.least", one.collective.least)] if one.collective else []
    for path, at in [*asked, ("minimum", one.minimum)]:
        if at > caps.total:
            said = N_("is beyond caps.total, %(total)s: nobody can reach it.")
            yield Problem(path, said, {"total": caps.total})


def _ladder(one: Document) -> Iterator[Problem]:
    for nth, (lower, higher) in enumerate(pairwise(one.steps), 2):
        if higher.at <= lower.at:
            said = N_("must be more than the step before, %(before)s.")
            yield Problem(f"step[{nth}].at", said, {"before": lower.at})
    reached = [first.at for first in one.firsts]
    for nth, at in enumerate(reached, 1):
        if reached.index(at) < nth - 1:
            yield Problem(f"first[{nth}].at", N_("names %(code)s twice."), {"code": at})
    weekly = one.duels or (one.leagues and one.leagues.prizes)
    if not (one.prizes or one.steps or one.firsts or one.collective or one.boosts or one.flashes or weekly):
        yield Problem("prize", N_("is missing: say at least what the first rank wins."))


def _bounds(one: Document) -> Iterator[Problem]:
    """What pays each participant needs a limit of participants: else nobody could say what it may cost."""
    if one.places:
        return
    paying = {
        "step": one.steps,
        "collective": one.collective,
        "duels": one.duels,
        "leagues.prize": one.leagues and one.leagues.prizes,
        "ties": one.prizes and one.ties == "each",
    }
    for path, pays in paying.items():
        if pays:
            yield Problem(path, N_("may pay every participant: say with `places` how many there may be."))


def _boosts(one: Document) -> Iterator[Problem]:
    for nth, boost in enumerate(one.boosts, 1):
        if boost.last < boost.first:
            yield Problem(f"boost[{nth}].to", N_("lies before its `from`."))
        if boost.first < one.first:
            yield Problem(f"boost[{nth}].from", N_("lies before the challenge begins."))
        if boost.last > one.last:
            yield Problem(f"boost[{nth}].to", N_("lies after the challenge ends."))


def _flashes(one: Document) -> Iterator[Problem]:
    begins = datetime.combine(one.first, time())
    over = datetime.combine(one.last, time()) + timedelta(days=1)
    codes = [flash.code for flash in one.flashes]
    for nth, flash in enumerate(one.flashes, 1):
        path = f"flash[{nth}]"
        if codes.index(flash.code) < nth - 1:
            yield Problem(f"{path}.code", N_("names %(code)s twice."), {"code": flash.code})
        if flash.ends <= flash.starts:
            yield Problem(f"{path}.ends", N_("must be after its start."))
        if flash.starts < begins or flash.starts >= over:
            yield Problem(f"{path}.starts", N_("lies outside the challenge’s window."))
        if flash.ends > over or flash.ends <= begins:
            yield Problem(f"{path}.ends", N_("lies outside the challenge’s window."))
        for name in ("starts", "ends"):
            if not exists_once(getattr(flash, name)):
                said = N_("is an hour that the change of clocks skips or repeats; choose another.")
                yield Problem(f"{path}.{name}", said)
        if flash.metric.kind in RELATIVE:
            said = N_("cannot be %(kind)s: a target is one of the whole window.")
            yield Problem(f"{path}.metric", said, {"kind": flash.metric.kind})
        yield from _idle(f"{path}.metric", flash.metric)


def exists_once(wall: datetime) -> bool:
    """Whether a wall time names exactly one instant of the programme's zone."""
    early, late = wall.replace(tzinfo=ZONE, fold=0), wall.replace(tzinfo=ZONE, fold=1)
    return early.utcoffset() == late.utcoffset()


def _weekly(one: Document) -> Iterator[Problem]:
    for name in ("duels", "leagues"):
        if getattr(one, name) and one.days < WEEK:
            yield Problem(name, N_("need a window of at least one week."))
    if leagues := one.leagues:
        if leagues.up + leagues.down > leagues.size:
            said = N_("has %(size)s places: `up` and `down` together are more.")
            yield Problem("leagues.size", said, {"size": leagues.size})
        if leagues.prizes and leagues.prizes[-1].last > leagues.size:
            said = N_("goes down to rank %(rank)s, but a league has %(size)s.")
            yield Problem("leagues.prize", said, {"rank": leagues.prizes[-1].last, "size": leagues.size})


def _teams(one: Document) -> Iterator[Problem]:
    if (one.competitor == "team") != (one.teams is not None):
        said = (
            N_("is missing: say how teams are made.")
            if one.teams is None
            else N_('needs competitor = "team".')
        )
        yield Problem("teams", said)
    if one.teams is None:
        return
    teams = one.teams
    if (teams.compare == "best") != (teams.best > 0):
        yield Problem("teams.best", N_('says how many are compared, and belongs to compare = "best".'))
    if teams.compare == "sum" and one.unit == "bp":
        yield Problem("teams.compare", N_("cannot add up rates: take mean or best."))
    if teams.kind == "companies" and teams.teams:
        yield Problem("teams.team", N_('is for kind = "made": companies bring their own people.'))
    if teams.kind == "made" and len(teams.teams) < 2:
        yield Problem("teams.team", N_("must be given at least twice."))
    if teams.kind == "made" and 0 < one.places < len(teams.teams):
        yield Problem("places", N_("leaves a team out: there are %(teams)s."), {"teams": len(teams.teams)})
    seen: set[str] = set()
    codes: set[str] = set()
    for nth, team in enumerate(teams.teams, 1):
        path = f"teams.team[{nth}]"
        if team.code in codes:
            yield Problem(f"{path}.code", N_("names %(code)s twice."), {"code": team.code})
        if not team.members:
            yield Problem(f"{path}.members", N_("names nobody."))
        for person in sorted(seen.intersection(team.members)):
            yield Problem(f"{path}.members", N_("names %(code)s twice."), {"code": person})
        codes.add(team.code)
        seen.update(team.members)


def _ends(one: Document) -> Iterator[Problem]:
    """What happens at the end, and what is hidden before it."""
    if one.late.rule == "list":
        for name in ("held_bp", "days"):
            if getattr(one.late, name):
                yield Problem(f"late.{name}", N_('needs rule = "recount".'))
    elif not (one.late.held_bp and one.late.days):
        said = N_("needs `held_bp` and `days`: what is recounted is paid from what was held back.")
        yield Problem("late.rule", said)
    if one.hidden_days >= max(one.days, 1):
        yield Problem("visibility.hidden_days", N_("hides the whole challenge."))
