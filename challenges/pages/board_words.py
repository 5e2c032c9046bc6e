"""How weeks, leagues and duels speak: since when somebody moved, who goes up, who is ahead."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from flask_babel import gettext, ngettext

from challenges.document.parts import Flash
from challenges.pages import words
from challenges.queries import Shown
from challenges.rules.weeks import Week, hidden_from
from challenges.side_queries import Meeting, Place, Side
from core import format as figures
from core.clock import ZONE, local_day
from core.retold import retold
from leaderboard.rules import Line, Standings

_: Callable[..., str] = gettext
#: What the snapshot of a frozen week is called, before its number; that of an evening is its day.
WEEK = "week-"
#: Evenings, as seen from a day, that a process keeps in words.
KEPT = 256


def since(standings: Standings, today: date) -> str:
    """Since when arrows count: the snapshot's evening, in words; empty without one."""
    return since_name(standings.board.compared_with, today)


@retold(KEPT)
def since_name(name: str, today: date) -> str:
    """The same of a snapshot's name."""
    if not name:
        return ""
    if name.startswith(WEEK):
        return _("since the end of week %(number)s", number=name.removeprefix(WEEK))
    day = date.fromisoformat(name)
    if day == today - timedelta(days=1):
        return _("since yesterday evening")
    if day > today - timedelta(days=7):
        return _("since %(weekday)s evening", weekday=figures.weekday(day))
    return _("since the evening of %(day)s", day=figures.day(day))


def moved(standings: Standings, today: date) -> str:
    """2 places gained since yesterday evening; what the arrows say where I did not move."""
    mine, when = words.moved_words(standings.me), since(standings, today)
    if not when:
        return ""
    return f"{mine} {when}" if mine else _("Arrows: places gained or lost %(since)s.", since=when)


def week_name(week: Week) -> str:
    """Week 2."""
    return _("Week %(number)s", number=week.number)


def week_days(week: Week) -> str:
    """12–18 Oct."""
    return f"{figures.short_day(week.first)} – {figures.short_day(week.last)}"


def standing(side: Side | None, week: Week) -> str:
    """Whether a week's ranking still moves."""
    if side is None:
        return _("The ranking of this week opens with its first minute.")
    if side.frozen_at is None:
        return _("Until %(day)s included; then this ranking is kept as it is.", day=figures.day(week.last))
    return _(
        "Frozen %(moment)s. A sale that came in later counts in the general standings only.",
        moment=figures.moment(side.frozen_at),
    )


def hidden(one: Shown) -> str:
    """What the hidden days hide."""
    first = hidden_from(one.document)
    return _(
        "Suspense: the standings stay as they were on the evening of %(day)s until the end. "
        "Your sales go on counting.",
        day=figures.day((first or one.document.first) - timedelta(days=1)),
    )


def league_name(league: int, leagues: int) -> str:
    """League 2 of 5."""
    return _("League %(league)s of %(leagues)s", league=league, leagues=leagues)


def league_rule(one: Shown, place: Place) -> str:
    """Who goes up and who goes down, in one sentence."""
    rule = one.document.leagues
    if rule is None or place.leagues < 2:
        return _("Everybody of like size plays here together.")
    many = min(rule.up, rule.down, place.players // 2)
    if place.league == 1:
        return str(
            ngettext(
                "This is the highest league. At the end of the week %(num)d place in it changes hands.",
                "This is the highest league. At the end of the week up to %(num)d places in it change hands.",
                many,
            )
        )
    return str(
        ngettext(
            "At the end of the week the first goes up to league %(above)s.",
            "At the end of the week the first %(num)d go up to league %(above)s.",
            many,
            above=place.league - 1,
        )
    )


def league_hope(one: Shown, place: Place, mine: Line | None, needed: int | None) -> str:
    """You would go up; so much more and you go up; `needed` is what is missing, None where nothing is."""
    if place.moved:
        return {
            "up": _("You went up to league %(league)s.", league=place.league - 1),
            "down": _("The next week you play in league %(league)s.", league=place.league + 1),
        }.get(place.moved, _("You stay in league %(league)s.", league=place.league))
    rule = one.document.leagues
    if rule is None or place.league == 1 or place.leagues < 2:
        return ""
    many = min(rule.up, rule.down, place.players // 2)
    if mine is None:
        return _("Your first sale of the week puts you in the race.")
    if needed is None:
        return str(
            ngettext(
                "You would go up with this score: you are first.",
                "You would go up with this score: you are among the first %(num)d.",
                many,
            )
        )
    return _("%(what)s more and you go up.", what=words.to_sell(needed, one))


def duel_state(one: Shown, meeting: Meeting, mine: int, theirs: int) -> str:
    """Ahead, level, behind; of a frozen week who won."""
    if meeting.one_score is not None:
        return _result(meeting)
    if meeting.other_id is None:
        at = one.document.duels.at if one.document.duels else 1
        what = words.units(at, one.document, one.scope)
        if mine >= at:
            return _("No opponent this week: you have the %(what)s that win.", what=what)
        return _("No opponent this week: %(what)s are enough to win.", what=what)
    if mine == theirs:
        return _("You are level. The next sale decides.") if mine else _("Nobody has sold yet this week.")
    if mine > theirs:
        return _("You are ahead.")
    return _("%(what)s more and you are ahead.", what=words.to_sell(theirs - mine + 1, one))


def _result(meeting: Meeting) -> str:
    mine, theirs = meeting.one_score or 0, meeting.other_score or 0
    if meeting.other_id is None:
        return _("You played alone.")
    if mine == theirs:
        return _("You drew.") if mine else _("Neither of you sold.")
    return _("You won.") if mine > theirs else _("Your opponent won.")


def when(at: datetime, week: Week) -> str:
    """How long a week still runs."""
    left = (week.last - local_day(at)).days + 1
    if left <= 0:
        return _("Over")
    return _("Last day") if left == 1 else str(ngettext("%(num)d day left", "%(num)d days left", left))


def flash_metric(flash: Flash) -> str:
    """What a flash challenge's score is made of, as `words.plain_score` takes it."""
    plain = flash.metric.points == flash.metric.per == 1
    return flash.metric.kind if plain else "mixed"


def flash_units(flash: Flash, count: int, one: Shown) -> str:
    """So much of what a flash challenge counts."""
    kind = flash_metric(flash)
    if kind == "mixed":
        return str(ngettext("%(num)d point of the game", "%(num)d points of the game", count))
    return words.measured(count, kind, one.scope)


def flash_when(flash: Flash, at: datetime) -> str:
    """From when to when."""
    starts, ends = flash.starts.replace(tzinfo=ZONE), flash.ends.replace(tzinfo=ZONE)
    if flash.by_day:
        first, last = flash.starts.date(), (flash.ends - timedelta(days=1)).date()
        if first == last:
            return _("On %(day)s", day=figures.day(first))
        return _("From %(first)s to %(last)s", first=figures.day(first), last=figures.day(last))
    return _("From %(starts)s to %(ends)s", starts=figures.moment(starts), ends=figures.moment(ends))


def flash_left(flash: Flash, at: datetime) -> str:
    """Whether it still runs."""
    return _("Over") if flash.ends.replace(tzinfo=ZONE) <= at else _("Running now")


def flash_hope(flash: Flash, one: Shown, mine: Line | None, at: datetime) -> str:
    """There; so much more and you are there."""
    reached = mine.score if mine and mine.score is not None else 0
    if reached >= flash.at:
        return _("You are there.")
    if flash.ends.replace(tzinfo=ZONE) <= at:
        return _("It is over.")
    return _("%(what)s more and you are there.", what=flash_units(flash, flash.at - reached, one))


def flash_rule(flash: Flash) -> str:
    """Which sales count, and who wins."""
    if flash.by_day:
        return _("Sales of these days count. The first to get there win.")
    return _(
        "Sales that you declare in these hours count once they are accepted. The first to get there win."
    )
