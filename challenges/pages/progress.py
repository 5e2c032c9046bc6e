"""Where a member stands on a challenge’s page: steps with what is missing, what is won, what runs today."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext

from accounts.identity import Visitor
from challenges import winnings
from challenges.document.parts import Boost, Prize, Step
from challenges.pages import rulebook_games, words
from challenges.pages.rulebook_words import points as points_text
from challenges.queries import Shown, together
from challenges.winnings import Given
from core import format as figures
from core.clock import ZONE, local_day
from core.retold import retold
from leaderboard.rules import Standings

_: Callable[..., str] = gettext
#: States in which a score still moves, or has just stopped.
PLAYED = ("open", "closing")
#: Tables of prizes that a process keeps in words, one for each rank that looked.
KEPT = 1_000


class Rung(NamedTuple):
    """A step as the ladder draws it; a tuple, so that what was drawn of it is found again."""

    at: int
    at_text: str
    prize: str
    text: str
    #: won, next or far
    state: str


@dataclass(frozen=True)
class Running:
    """Something that runs today, and until when."""

    title: str
    sentence: str
    #: until when, in words and as an instant
    until: str
    ends: datetime
    href: str = ""


@dataclass(frozen=True)
class Progress:
    """What a member's page of a challenge says besides its board and its rules."""

    #: my score by name, empty before the first sale
    score: str = ""
    #: my score in score units
    reached: int = 0
    #: what to sell to reach the next step, and what it pays; None when there is none
    ahead: words.GapWords | None = None
    #: steps and objectives as the ladder draws them
    steps: tuple[Rung, ...] = ()
    #: prizes by rank: ranks, prize, whether it would be mine now
    prizes: tuple[tuple[str, str, bool], ...] = ()
    #: whether a missing sale can still be reported
    contest: bool = False
    #: points won so far, and how many times
    won: int = 0
    times: int = 0
    #: a goal of all together: score so far and the sentence of what is missing
    together: int = 0
    missing: str = ""
    running: list[Running] = field(default_factory=list)
    #: boosts and flash challenges that are still to come
    coming: list[tuple[str, str]] = field(default_factory=list)


def progress(one: Shown, standings: Standings | None, visitor: Visitor, at: datetime) -> Progress:
    """Everything at once; a handful of statements."""
    mine = standings.me.score if standings and standings.me and standings.me.score is not None else 0
    wins = _wins(one, visitor)
    goal = one.document.collective
    done = together(one) if goal and standings else 0
    return Progress(
        score=words.units(mine, one.document, one.scope) if mine else "",
        reached=mine,
        ahead=_ahead(one, mine),
        steps=ladder(one, mine, wins),
        prizes=_prizes(one.document.prizes, standings.me.rank if standings and standings.me else 0),
        contest=one.takes_part and winnings.may_contest(one, at),
        won=sum(award.points for award in wins),
        times=len(wins),
        together=done,
        missing=words.units(max(goal.at - done, 0), one.document, one.scope) if goal else "",
        running=_running(one, at) if one.state == "open" else [],
        coming=_coming(one, at) if one.state in ("announced", "open") else [],
    )


def ladder(one: Shown, mine: int, wins: Sequence[Given]) -> tuple[Rung, ...]:
    """The steps from the lowest up: won on which day, next with what to sell, or far."""
    paid = {award.facts.get("at"): award for award in wins if award.kind in ("step", "objective")}
    ahead = [step for step in one.document.steps if mine < step.at]
    return tuple(
        Rung(
            step.at,
            words.score(step.at, one.document),
            points_text(step.points),
            _text(step, one, mine, paid.get(step.at), ahead),
            "won" if mine >= step.at else "next" if step is ahead[0] else "far",
        )
        for step in one.document.steps
    )


@retold(KEPT)
def _prizes(every: tuple[Prize, ...], mine: int) -> tuple[tuple[str, str, bool], ...]:
    """What each rank wins, and where I am (0 for nowhere)."""
    return tuple(
        (
            words.ranks_text(prize),
            f"{points_text(prize.points)}, {prize.reward}" if prize.reward else points_text(prize.points),
            prize.first <= mine <= prize.last,
        )
        for prize in every
    )


def _text(step: Step, one: Shown, mine: int, paid: Given | None, ahead: Sequence[Step]) -> str:
    if paid and paid.points > 0:
        return _("Won on %(day)s", day=figures.day(paid.at))
    if mine >= step.at:
        return _("Reached; paid in a moment") if step.at_once else _("Reached; paid at the end")
    if step is ahead[0] and one.state == "open":
        return _("%(what)s more and it is yours", what=words.to_sell(step.at - mine, one))
    return "" if step.at_once else _("paid at the end")


def _ahead(one: Shown, mine: int) -> words.GapWords | None:
    """7 PAC more and you win 12 000 points."""
    step = next((step for step in one.document.steps if mine < step.at), None)
    if step is None or one.state != "open":
        return None
    what, prize = words.to_sell(step.at - mine, one), points_text(step.points)
    return words.marked(_("<em>%(what)s</em> more and you win %(prize)s", what=what, prize=prize))


def _wins(one: Shown, visitor: Visitor) -> list[Given]:
    if one.entrant_id is None or one.state == "announced":
        return []
    return [win.award for win in winnings.of(one.id, one.entrant_id, visitor.id, one.document).wins]


def _running(one: Shown, at: datetime) -> list[Running]:
    """Flash challenges and boosts of this moment, the first to end first."""
    found = [
        Running(
            rulebook_games.flash_title(flash),
            _(
                "The first %(count)s to reach %(at)s win %(points)s.",
                count=figures.points(flash.places),
                at=rulebook_games.flash_score(flash.at, flash, one.scope),
                points=points_text(flash.points),
            ),
            _until(flash.ends.replace(tzinfo=ZONE)),
            flash.ends.replace(tzinfo=ZONE),
            url_for("challenge_boards.flash", code=one.code, flash=flash.code),
        )
        for flash in one.document.flashes
        if flash.starts.replace(tzinfo=ZONE) <= at < flash.ends.replace(tzinfo=ZONE)
    ]
    today = local_day(at)
    found += [
        Running(
            _times(boost),
            _boosted(boost),
            _until(rulebook_games.over(boost)),
            rulebook_games.over(boost),
        )
        for boost in one.document.boosts
        if boost.first <= today <= boost.last
    ]
    return sorted(found, key=lambda it: it.ends)


def _until(ends: datetime) -> str:
    """Until 15 October included, until 15 October, 18:00."""
    local = ends.astimezone(ZONE)
    if local.hour or local.minute:
        return _("Until %(moment)s", moment=figures.moment(ends))
    return _("Until %(day)s included", day=figures.day(local.date() - timedelta(days=1)))


def _coming(one: Shown, at: datetime) -> list[tuple[str, str]]:
    """What is announced: its name and when."""
    today = local_day(at)
    found = [
        (flash.starts, rulebook_games.flash_title(flash), rulebook_games.flash_window(flash))
        for flash in one.document.flashes
        if flash.starts.replace(tzinfo=ZONE) > at
    ]
    found += [
        (rulebook_games.begins(boost), _times(boost), rulebook_games.boost_window(boost))
        for boost in one.document.boosts
        if boost.first > today
    ]
    return [(name, when) for _start, name, when in sorted(found)]


def _times(boost: Boost) -> str:
    return _("Points × %(times)s", times=rulebook_games.figure(boost.times_bp))


def _boosted(boost: Boost) -> str:
    if boost.ranges or boost.products:
        return _("On a part of the range only; see the rules.")
    return _("Each sale earns more points of the programme, as long as the sum set aside lasts.")
