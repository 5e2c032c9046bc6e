"""Documents as hypothesis makes them: any that the reader accepts, whole or with parts of one's own choosing.

`documents()` draws everything; `documents(steps=st.just(()), teams=st.none())` holds some fields fixed. Codes
of ranges, products, rewards, segments and people are made up unless they are given: nothing resolves them.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from challenges.document.parts import (
    ADDITIVE,
    COMPARISONS,
    DATES,
    JOINS,
    METRICS,
    ON_STOP,
    PURPOSES,
    RELATIVE,
    SALE_KINDS,
    TIES,
    Boost,
    Caps,
    Collective,
    Counts,
    Duels,
    FirstTo,
    Flash,
    Late,
    Leagues,
    Metric,
    Prize,
    Step,
    Targets,
    Team,
    Teams,
)
from challenges.document.terms import Document
from core.text import tidy

MOST = 10**9
RATES = ("conversion", *RELATIVE)
#: At noon and at midnight no clock of the zone is ever changed.
HOURS = (time(0), time(9), time(12), time(17, 30), time(21, 45))

words = st.text(min_size=1, max_size=40).map(tidy).filter(lambda said: 0 < len(said) <= 40)
names = st.from_regex(r"[A-Z][A-Z0-9-]{1,11}", fullmatch=True)
codes = st.from_regex(r"[a-z0-9][a-z0-9-]{1,20}", fullmatch=True)
some_points = st.integers(1, 50_000)
some_score = st.integers(1, 10**12)


def few(what: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """Up to so many, each once."""
    return st.lists(what, max_size=most, unique=True).map(tuple)


counts = st.builds(
    Counts,
    ranges=few(names),
    products=few(names),
    excluded=few(names),
    strategic=st.booleans(),
    sale_kind=st.sampled_from(SALE_KINDS),
    date=st.sampled_from(DATES),
)


@st.composite
def metric(draw: st.DrawFn, kind: str, plain: bool = False) -> Metric:
    """One metric; plain for one whose unit is the score's."""
    made = Metric(
        kind,
        quiet_days=draw(st.integers(1, 1000)) if kind == "reactivated" else 180,
        fewest=draw(st.integers(1, 50)) if kind == "conversion" else 5,
    )
    if plain:
        return made
    least = 100 if METRICS[kind] in ("cents", "bp") else 1
    return replace(made, points=draw(st.integers(1, 1000)), per=draw(st.integers(least, 10**6)))


@st.composite
def metrics(draw: st.DrawFn) -> tuple[Metric, ...]:
    """One plain metric, or up to five weighted."""
    if draw(st.booleans()):
        return (draw(metric(draw(st.sampled_from(sorted(METRICS))), plain=True)),)
    kinds = draw(st.lists(st.sampled_from(sorted(METRICS)), min_size=1, max_size=5, unique=True))
    return tuple(draw(metric(kind)) for kind in kinds)


@st.composite
def prizes(draw: st.DrawFn, least: int = 0, most: int = 5, rewards: bool = True) -> tuple[Prize, ...]:
    """Steps from rank 1 on, without a hole, never more for a lesser rank."""
    made: list[Prize] = []
    first, points = 1, draw(some_points)
    for _nth in range(draw(st.integers(least, most))):
        last = first + draw(st.integers(0, 20))
        made.append(Prize(first, last, points, draw(st.just("") | codes) if rewards else ""))
        first, points = last + 1, draw(st.integers(1, points))
    return tuple(made)


@st.composite
def steps(draw: st.DrawFn) -> tuple[Step, ...]:
    """Scores to reach, rising."""
    scores = sorted(draw(st.lists(some_score, max_size=4, unique=True)))
    return tuple(Step(at, draw(some_points), draw(st.booleans())) for at in scores)


@st.composite
def boosts(draw: st.DrawFn, first: date, last: date) -> tuple[Boost, ...]:
    """Boosts within a window."""
    made = []
    for _nth in range(draw(st.integers(0, 2))):
        begins = draw(st.dates(first, last))
        ends = draw(st.dates(begins, last))
        times, most = draw(st.integers(10_001, 50_000)), draw(some_points)
        made.append(Boost(begins, ends, times, most, draw(few(names)), draw(few(names))))
    return tuple(made)


@st.composite
def flashes(draw: st.DrawFn, first: date, last: date) -> tuple[Flash, ...]:
    """Flash challenges within a window."""
    end = datetime.combine(last + timedelta(days=1), time())
    made = []
    for code in draw(st.lists(codes, max_size=2, unique=True)):
        starts = datetime.combine(draw(st.dates(first, last)), draw(st.sampled_from(HOURS)))
        ends = min(starts + timedelta(hours=draw(st.sampled_from((1, 24, 48)))), end)
        if ends.time() != time() and ends.hour in (1, 2, 3):
            ends = ends.replace(hour=4)
        kind = draw(st.sampled_from(sorted(set(METRICS) - set(RELATIVE))))
        what = draw(metric(kind, plain=draw(st.booleans())))
        made.append(
            Flash(
                code,
                draw(words),
                draw(words),
                starts,
                ends,
                what,
                draw(some_score),
                draw(some_points),
                draw(st.integers(1, 100)),
                draw(few(names)),
                draw(few(names)),
            )
        )
    return tuple(made)


@st.composite
def leagues(draw: st.DrawFn) -> Leagues:
    """Leagues whose prizes fit their size."""
    size = draw(st.integers(2, 40))
    up = draw(st.integers(0, size // 2))
    down = draw(st.integers(0, size // 2))
    won = tuple(one for one in draw(prizes(most=2, rewards=False)) if one.last <= size)
    return Leagues(size, up, down, won)


@st.composite
def teams(draw: st.DrawFn, rate: bool) -> Teams:
    """Companies, or teams that share nobody."""
    compare = draw(st.sampled_from(COMPARISONS[1:] if rate else COMPARISONS))
    best = draw(st.integers(1, 10)) if compare == "best" else 0
    if draw(st.booleans()):
        return Teams("companies", compare, best)
    people = draw(st.lists(names, min_size=2, max_size=8, unique=True))
    cut = draw(st.integers(1, len(people) - 1))
    sides = (tuple(people[:cut]), tuple(people[cut:]))
    called = draw(st.lists(codes, min_size=2, max_size=2, unique=True))
    made = tuple(Team(code, draw(words), draw(words), side) for code, side in zip(called, sides, strict=True))
    return Teams("made", compare, best, made)


@st.composite
def documents(draw: st.DrawFn, **fixed: st.SearchStrategy[Any]) -> Document:
    """A document that the reader accepts; fields given as strategies are drawn from those."""

    def of(name: str, otherwise: st.SearchStrategy[Any]) -> Any:
        return draw(fixed.get(name, otherwise))

    first = of("first", st.dates(date(2024, 1, 1), date(2030, 12, 31)))
    last = of("last", st.integers(0, 120).map(lambda days: first + timedelta(days=days)))
    long = (last - first).days >= 6
    made = Document(
        code=of("code", codes),
        title_fr=of("title_fr", words),
        title_en=of("title_en", words),
        text_fr=of("text_fr", words),
        text_en=of("text_en", words),
        competitor=of("competitor", st.sampled_from(("rep", "selling_company", "buying_company", "team"))),
        metrics=of("metrics", metrics()),
        first=first,
        last=last,
        prizes=of("prizes", prizes(least=1)),
        purpose=of("purpose", st.sampled_from(PURPOSES)),
        thanks_fr=of("thanks_fr", st.just("") | words),
        thanks_en=of("thanks_en", st.just("") | words),
        picture=of("picture", st.sampled_from(("", "demo/pac.webp"))),
        counts=of("counts", counts),
        company_kinds=of("company_kinds", few(st.sampled_from(("distributor", "installer", "sponsor")))),
        regions=of("regions", few(words)),
        segments=of("segments", few(codes)),
        tiers=of("tiers", few(codes)),
        join=of("join", st.sampled_from(JOINS)),
        announce_days=of("announce_days", st.integers(0, 90)),
        contest_days=of("contest_days", st.integers(0, 90)),
        ties=of("ties", st.sampled_from(TIES)),
        minimum=of("minimum", st.integers(1, 10**9)),
        steps=of("steps", steps()),
        firsts=of(
            "firsts",
            few(st.builds(FirstTo, places=st.integers(1, 50), at=some_score, points=some_points)).map(
                lambda rows: tuple({one.at: one for one in rows}.values())
            ),
        ),
        collective=of(
            "collective",
            st.none() | st.builds(Collective, at=some_score, points=some_points, least=st.integers(1, 10**6)),
        ),
        boosts=of("boosts", boosts(first, last)),
        flashes=of("flashes", flashes(first, last)),
        duels=of(
            "duels",
            st.none() | st.builds(Duels, points=some_points, at=some_score) if long else st.none(),
        ),
        leagues=of("leagues", st.none() | leagues() if long else st.none()),
        open_scores=of("open_scores", st.booleans()),
        open_names=of("open_names", st.booleans()),
        hidden_days=of("hidden_days", st.integers(0, (last - first).days)),
        late=of(
            "late",
            st.just(Late())
            | st.builds(
                Late, rule=st.just("recount"), held_bp=st.integers(1, 10_000), days=st.integers(1, 90)
            ),
        ),
        on_stop=of("on_stop", st.sampled_from(ON_STOP)),
    )
    made = replace(
        made,
        caps=of("caps", _caps(made)),
        targets=of("targets", _targets(made)),
        teams=of("teams", teams(made.unit == "bp") if made.competitor == "team" else st.none()),
    )
    # leagues and duels are for those who are ranked together; whatever pays each needs a bound
    if made.competitor == "team" and made.teams and made.teams.teams:
        return replace(made, places=of("places", st.integers(2, 500)))
    return replace(
        made, places=of("places", st.integers(1, 500) | st.just(0) if _bounded(made) else st.integers(1, 500))
    )


def _bounded(made: Document) -> bool:
    """Whether nothing in it pays each participant."""
    return not (made.steps or made.collective or made.duels or made.leagues or made.ties == "each")


@st.composite
def _caps(draw: st.DrawFn, made: Document) -> Caps:
    """Limits under which every score of the document can be reached."""
    if draw(st.booleans()):
        return Caps()
    top = max([1, made.minimum, *(one.at for one in made.steps), *(one.at for one in made.firsts)])
    if made.duels:
        top = max(top, made.duels.at)
    if made.collective:
        top = max(top, made.collective.least)
    total = draw(st.just(0) | st.integers(top, top * 2))
    rated = any(one.kind in RATES for one in made.metrics)
    day = 0 if rated else draw(st.just(0) | st.integers(1, total or MOST))
    line = draw(st.just(0) | st.integers(1, day or total or MOST)) if made.metric in ADDITIVE else 0
    return Caps(line, day, total)


@st.composite
def _targets(draw: st.DrawFn, made: Document) -> Targets | None:
    """Figures of one's own, where a metric is held against them."""
    if not any(one.kind in RELATIVE for one in made.metrics):
        return None
    source = draw(st.sampled_from(("imported", "computed")))
    of = draw(st.sampled_from(("amount", "quantity", "margin")))
    growth = draw(st.integers(0, 10_000)) if source == "computed" else 0
    floor = draw(st.integers(0, 10**9)) if source == "computed" else 0
    return Targets(source, of, growth, floor)
