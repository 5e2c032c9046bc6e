"""What staff read about a challenge: its state, its steps, its audience."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from challenges.document.terms import Document, short
from challenges.models import STATES, Challenge
from challenges.pages import words
from core import format as figures

_: Callable[..., str] = gettext

#: State → tone of its mark.
TONES = {
    "draft": "neutral",
    "announced": "accent",
    "open": "ok",
    "closing": "accent",
    "certified": "accent",
    "paid": "neutral",
    "stopped": "late",
}


def state(name: str) -> str:
    """A state as staff call it."""
    return {
        "draft": _("draft"),
        "announced": _("announced"),
        "open": _("running"),
        "closing": _("frozen, contestation"),
        "certified": _("certified"),
        "paid": _("paid"),
        "stopped": _("stopped"),
    }[name]


def competitor(document: Document) -> str:
    """Who competes."""
    return {
        "rep": _("the people who sell"),
        "selling_company": _("the companies that sell"),
        "buying_company": _("the companies that buy"),
        "team": _("the teams"),
    }[document.competitor]


def kind(name: str) -> str:
    """A kind of company."""
    return {"distributor": _("distributors"), "installer": _("installers"), "sponsor": _("our own people")}[
        name
    ]


def dates(document: Document) -> str:
    """12 octobre – 25 octobre 2026."""
    return f"{figures.day(document.first)} – {figures.day(document.last, year=True)}"


def seal(digest: str) -> str:
    """A fingerprint as people compare it."""
    return short(digest)


def prizes(document: Document) -> list[tuple[str, str]]:
    """Ranks and what each wins."""
    return [
        (words.ranks_text(prize), f"{figures.points(prize.points)} {_('pts')}") for prize in document.prizes
    ]


def launch_figures(
    document: Document, audience: Sequence[tuple[str, int]], worst: int | None = None
) -> list[tuple[str, str]]:
    """What a launch costs at most (the worst case where it is known, else the prizes by rank), and whom
    it invites.
    """
    invited = [(_("Invited, %(kind)s", kind=kind(name)), figures.points(count)) for name, count in audience]
    days = str(ngettext("%(num)d day", "%(num)d days", document.days))
    return [
        (_("Prizes at most"), f"{figures.points(document.pot if worst is None else worst)} {_('pts')}"),
        (_("Runs"), f"{dates(document)} ({days})"),
        *(invited or [(_("Invited"), _("nobody"))]),
        (_("Fingerprint of the document"), short(document.hash)),
    ]


def timeline(one: Challenge, at: datetime) -> list[dict[str, Any]]:
    """Every state in order: when and by whom it was reached, or when it will be."""
    reached = {step.state: step for step in one.steps}
    planned = {
        "open": figures.day(one.starts_on),
        "closing": _("after %(day)s", day=figures.day(one.ends_on)),
        "certified": _("from %(moment)s", moment=figures.moment(one.contest_until)),
    }
    names = [name for name in STATES if name != "stopped"]
    if one.state == "stopped":
        names = [name for name in names if name in reached] + ["stopped"]
    return [
        {
            "title": state(name).capitalize(),
            "when": figures.moment(reached[name].at) if name in reached else planned.get(name, ""),
            "why": reached[name].reason if name in reached else "",
            "state": _mark(name, one.state, name in reached),
        }
        for name in names
    ]


def _mark(name: str, current: str, done: bool) -> str:
    if name == "stopped":
        return "bad"
    return "now" if name == current != "paid" else "done" if done else "todo"
