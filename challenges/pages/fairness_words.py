"""What a report of fairness says in sentences: findings, not tables."""

from collections.abc import Callable

from flask_babel import gettext, ngettext

from challenges.document.terms import Document
from challenges.life.playing import Fairness
from challenges.rules.fairness import Chance, Report, uneven
from core import format as figures

_: Callable[..., str] = gettext
#: From so much of all prizes for the ten who win most, it is said first.
MUCH_BP = 6_000


def title(found: Fairness) -> str:
    """The finding that comes first."""
    report = found.played
    if not report.windows:
        return _("No past sales to play it on")
    if report.top_share_bp >= MUCH_BP and report.players > report.top:
        share = _whole(report.top_share_bp)
        return _("The ten who win most take %(share)s of the prizes", share=share)
    return str(
        ngettext(
            "%(winners)s of %(players)s would have won something",
            "%(winners)s of %(players)s would have won something",
            report.winners,
            winners=figures.points(report.winners),
            players=figures.points(report.players),
        )
    )


def sentences(found: Fairness) -> list[str]:
    """Every finding about past windows, the strongest first."""
    report = found.played
    said = []
    largest = next((one for one in report.by_size if one.group == "1"), None)
    if largest and report.points:
        share = _whole(largest.share_bp(report.points))
        said.append(_("The tenth that sells most wins %(share)s of the prizes.", share=share))
    for chances, name in (
        (report.by_size, size),
        (report.by_seniority, seniority),
        (report.by_region, str),
    ):
        if pair := uneven(chances):
            said.append(_between(pair, name))
    if report.windows and not said:
        said.append(_("No group has twice the chance of another."))
    return said


def size(group: str) -> str:
    """A tenth by size."""
    if group == "1":
        return _("Tenth no. 1, the largest")
    if group == "10":
        return _("Tenth no. 10, the smallest")
    return _("Tenth no. %(number)s", number=group)


def seniority(group: str) -> str:
    """How long somebody has been selling."""
    return {
        "new": _("less than a year"),
        "settled": _("one to three years"),
        "senior": _("three years and more"),
    }[group]


def unknown(document: Document) -> list[str]:
    """What a past window cannot say, and what is taken in its place; a sentence each."""
    said = [_("Who would have sold more because of the challenge is not known.")]
    if document.leagues or document.duels:
        said.append(
            _("Weeks are counted with every sale known today, those that came in late then included.")
        )
    if document.boosts:
        said.append(_("Boosts multiply the points that the programme gave at the time, up to their sum."))
    if any(not flash.by_day for flash in document.flashes):
        said.append(_("A flash challenge of some hours counts what was declared in Tandem in those hours."))
    if document.teams and document.teams.kind == "made":
        said.append(_("The teams of this challenge did not exist then: they play as they are now."))
    elif document.kind == "team":
        said.append(_("A company’s team is made of those who worked there then."))
    if document.targets and document.targets.source == "imported":
        said.append(_("Past windows are held against the imported targets of this one."))
    return said


def groups(report: Report) -> list[tuple[str, str, list[tuple[str, Chance]]]]:
    """The three readings of a report: key, title, rows."""
    return [
        ("size", _("By size"), [(size(one.group), one) for one in report.by_size]),
        ("seniority", _("By seniority"), [(seniority(one.group), one) for one in report.by_seniority]),
        ("region", _("By region"), [(one.group, one) for one in report.by_region]),
    ]


def _between(pair: tuple[Chance, Chance], name: Callable[[str], str]) -> str:
    best, least = pair
    return _(
        "“%(best)s”: a chance of %(more)s to win something; “%(least)s”: %(less)s.",
        best=name(best.group),
        more=_whole(best.chance_bp),
        least=name(least.group),
        less=_whole(least.chance_bp),
    )


def _whole(bp: int) -> str:
    """A share in whole per cent: more would look like more than is known."""
    return figures.percent(bp // 100 * 100)
