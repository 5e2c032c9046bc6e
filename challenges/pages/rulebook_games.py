"""The rulebook on games within the challenge: teams, boosts, flash challenges, duels, leagues."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal

from flask_babel import gettext, ngettext

from challenges.document.parts import Boost, Flash
from challenges.document.scope import Scope
from challenges.document.terms import Document
from challenges.pages import words
from challenges.pages.rulebook_counts import game_points, metric
from challenges.pages.rulebook_wins import prize_sentence
from challenges.pages.rulebook_words import Said, listed, named, points, score
from core import format as figures
from core.clock import day_start

_: Callable[..., str] = gettext


def teams(document: Document, scope: Scope) -> Iterator[Said]:
    """Who makes a team, and how teams of different sizes are compared."""
    one = document.teams
    if one is None:
        return
    if one.kind == "companies":
        yield Said(_("The people of a company are a team."))
    else:
        named_teams = [team.name_en if words.language() == "en" else team.name_fr for team in one.teams]
        yield Said(_("The teams are made for this challenge: %(names)s.", names=listed(named_teams)))
    told = {
        "sum": (_("A team’s score is the sum of its members’ scores."), ""),
        "mean": (
            _("A team’s score is its members’ mean, so that small and large teams are equal."),
            _("three members with 10, 6 and 2 make 6."),
        ),
        "best": (
            ngettext(
                "A team’s score is that of its best member.",
                "A team’s score is the sum of its best %(num)d members.",
                one.best,
            ),
            _("of five members with 10, 8, 6, 2 and 1, the best two make 18.") if one.best == 2 else "",
        ),
    }
    yield Said(*told[one.compare])
    yield Said(_("What a team wins is shared equally among its members."))


def boosts(document: Document, scope: Scope) -> Iterator[Said]:
    """Days on which programme points count more."""
    for one in document.boosts:
        same = (one.ranges, one.products) == (document.ranges, document.products)
        yield Said(_boost(one, scope.names if same else ()), _boost_example(one))


def _boost(one: Boost, names: tuple[str, ...]) -> str:
    facts = {
        "first": figures.day(one.first),
        "last": figures.day(one.last),
        "times": figure(one.times_bp),
        "most": points(one.most),
        "names": listed(names or [*one.ranges, *one.products]),
    }
    if one.ranges or one.products:
        return str(
            _(
                "From %(first)s to %(last)s, sales of %(names)s earn %(times)s times as many programme "
                "points, "
                "up to %(most)s in all for everybody.",
                **facts,
            )
        )
    return str(
        _(
            "From %(first)s to %(last)s, your sales earn %(times)s times as many programme points, "
            "up to %(most)s in all for everybody.",
            **facts,
        )
    )


def figure(basis_points: int) -> str:
    """15000 → 1,5."""
    text = f"{Decimal(basis_points) / 10_000:f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if words.language() == "fr" else text


def _boost_example(one: Boost) -> str:
    extra = 100 * one.times_bp // 10_000 - 100
    return str(_("a sale that earns 100 points brings %(extra)s more.", extra=figures.points(extra)))


def flashes(document: Document, scope: Scope) -> Iterator[Said]:
    """Short challenges within the challenge."""
    for one in document.flashes:
        yield Said(f"{_flash(one, scope)} {metric(one.metric, None).text}")
    if document.flashes:
        yield Said(_("Flash prizes are paid once the flash challenge has ended."))


def flash_title(one: Flash) -> str:
    """Its title in the reader's language."""
    return one.title_en if words.language() == "en" else one.title_fr


def flash_score(count: int, one: Flash, scope: Scope | None) -> str:
    """A score of a flash challenge by name."""
    if one.metric.points == one.metric.per == 1:
        return named(count, one.metric.kind, scope if not (one.ranges or one.products) else None)
    return game_points(count)


def _flash(one: Flash, scope: Scope) -> str:
    facts = {
        "title": flash_title(one),
        "when": flash_window(one),
        "count": figures.points(one.places),
        "at": flash_score(one.at, one, scope),
        "points": points(one.points),
    }
    return str(
        ngettext(
            "“%(title)s”, %(when)s: the first to reach %(at)s wins %(points)s.",
            "“%(title)s”, %(when)s: the first %(count)s to reach %(at)s win %(points)s each.",
            one.places,
            **facts,
        )
    )


def flash_window(one: Flash) -> str:
    """From 14 October to 16 October; on 14 October; on 14 October from 9:00 to 18:00."""
    last = one.ends - timedelta(minutes=1)
    if one.by_day and one.starts.date() == last.date():
        return str(_("on %(day)s", day=figures.day(one.starts.date())))
    if one.by_day:
        return str(
            _(
                "from %(first)s to %(last)s",
                first=figures.day(one.starts.date()),
                last=figures.day(last.date()),
            )
        )
    return str(_("from %(first)s to %(last)s", first=wall(one.starts), last=wall(one.ends)))


def wall(value: datetime) -> str:
    """A local wall time as people say it: 14 October, 9:00."""
    return f"{figures.day(value.date())}, {value:%H:%M}"


def boost_window(one: Boost) -> str:
    """From 14 October to 16 October."""
    if one.first == one.last:
        return str(_("on %(day)s", day=figures.day(one.first)))
    return str(_("from %(first)s to %(last)s", first=figures.day(one.first), last=figures.day(one.last)))


def begins(one: Boost) -> datetime:
    """Its first instant, as wall time like that of a flash challenge."""
    return datetime.combine(one.first, time())


def over(one: Boost) -> datetime:
    """The instant after its last day."""
    return day_start(one.last + timedelta(days=1))


def duels(document: Document, scope: Scope) -> Iterator[Said]:
    """Two by two, week after week."""
    one = document.duels
    if one is None:
        return
    yield Said(
        _(
            "Each week you meet somebody of like history; who scores more that week wins %(points)s.",
            points=points(one.points),
        ),
        _("equal scores share: %(points)s each.", points=points(one.points // 2)),
    )
    yield Said(_("Without an opponent, you win from %(at)s on.", at=score(one.at, document, scope)))


def leagues(document: Document) -> Iterator[Said]:
    """Leagues between which one moves each week."""
    one = document.leagues
    if one is None:
        return
    yield Said(
        _("Leagues bring together at most %(size)s of comparable size.", size=figures.points(one.size))
    )
    if one.up or one.down:
        yield Said(
            _(
                "After each week, the best %(up)s of a league go up and %(down)s go down.",
                up=figures.points(one.up),
                down=figures.points(one.down),
            )
        )
    for prize in one.prizes:
        yield Said(_("Each week, in each league: %(prize)s", prize=prize_sentence(prize)))
