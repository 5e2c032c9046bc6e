"""The pages of one challenge as staff walk through them: a line of tabs, those that exist."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import current_app, url_for
from flask_babel import gettext

from challenges.document.parts import RELATIVE
from challenges.document.reading import stored
from challenges.models import Challenge

_: Callable[..., str] = gettext
#: Before a launch there is neither a board nor anything to look at in it.
LAUNCHED = frozenset({"board", "review", "appeals", "television", "after"})
#: States after which there is something to celebrate.
ENDED = ("certified", "paid")


class Tab(NamedTuple):
    """A page of a challenge: its key, the endpoint of the staff's blueprint, its name."""

    key: str
    endpoint: str
    label: str


def all_tabs() -> list[Tab]:
    """Every tab in order."""
    return [
        Tab("overview", "challenge", _("Overview")),
        Tab("board", "board_page", _("Standings")),
        Tab("targets", "targets", _("Targets")),
        Tab("budget", "budget", _("Budget")),
        Tab("fairness", "fairness", _("Fairness")),
        Tab("review", "review", _("To look at")),
        Tab("appeals", "appeals_page", _("Appeals")),
        Tab("result", "result", _("Result")),
        Tab("versions", "versions", _("Versions")),
        Tab("television", "television_page", _("Television")),
        Tab("after", "after", _("After")),
    ]


def challenge_tabs(one: Challenge, current: str) -> list[dict[str, Any]]:
    """The tabs of a challenge as the tabs macro takes them; a page that is not there has none."""
    return [
        {
            "label": tab.label,
            "href": url_for(f"challenges_staff.{tab.endpoint}", code=one.code),
            "current": tab.key == current,
        }
        for tab in all_tabs()
        if f"challenges_staff.{tab.endpoint}" in current_app.view_functions and _has(one, tab.key)
    ]


def _has(one: Challenge, key: str) -> bool:
    if key == "targets":
        return any(metric.kind in RELATIVE for metric in stored(one.document).metrics)
    if key == "after":
        return one.state in ENDED
    if key == "result":
        return one.state in (*ENDED, "closing")
    return one.board_id is not None or key not in LAUNCHED
