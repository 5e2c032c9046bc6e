"""Documents to begin with: five occasions, their defaults scaled by a budget and by how many may take part.

Pure: the same wishes give the same document. What a document costs at most stays within its budget whatever
is sold (rules/budget.py), so that a template is never refused at its launch.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from challenges.document.moving import moved
from challenges.document.parts import (
    Boost,
    Caps,
    Collective,
    Counts,
    FirstTo,
    Flash,
    Metric,
    Prize,
    Step,
    Targets,
)
from challenges.document.terms import Document

THREE_WEEKS = timedelta(days=20)
WEEK = timedelta(days=7)
MONTHS_A_QUARTER = 3
#: Shares of a ranking's points, per thousand: rank or ranks, for each.
LADDER = (((1, 1), 240), ((2, 2), 160), ((3, 3), 120), ((4, 10), 65))
PODIUM = (((1, 1), 500), ((2, 2), 300), ((3, 3), 200))


@dataclass(frozen=True)
class Wish:
    """What somebody says before the form opens."""

    today: date
    #: points that prizes may cost in all
    budget: int
    #: how many may take part
    people: int
    #: codes of the ranges that count; empty for all
    ranges: tuple[str, ...] = ()

    def part(self, permille: int) -> int:
        """So much of the budget."""
        return self.budget * permille // 1000

    def each(self, permille: int) -> int:
        """So much of the budget for each who may take part, in round figures."""
        return rounded(self.part(permille) // max(self.people, 1))


def coming_quarter(today: date) -> tuple[date, date]:
    """First and last day of the quarter after this one."""
    months = today.year * 12 + (today.month - 1) // MONTHS_A_QUARTER * MONTHS_A_QUARTER + MONTHS_A_QUARTER
    first = date(months // 12, months % 12 + 1, 1)
    after = months + MONTHS_A_QUARTER
    return first, date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def quarter_of(day: date) -> date:
    """First day of a day's quarter."""
    return date(day.year, (day.month - 1) // MONTHS_A_QUARTER * MONTHS_A_QUARTER + 1, 1)


def monday(day: date) -> date:
    """The first Monday from a day on."""
    return day + timedelta(days=-day.weekday() % 7)


def rounded(points: int) -> int:
    """Down to a figure that people say: 1 370 → 1 350, 184 → 180, 47 → 45."""
    unit = next((step for floor, step in ((5000, 500), (1000, 50), (100, 10), (20, 5)) if points >= floor), 1)
    return points // unit * unit


def shared(points: int, shares: tuple[tuple[tuple[int, int], int], ...]) -> tuple[Prize, ...]:
    """A ranking’s prizes within so many points; a share too small for a point ends the list."""
    found = []
    for (first, last), permille in shares:
        if not (each := rounded(points * permille // 1000)):
            break
        found.append(Prize(first, last, each))
    return tuple(found)


def launch(wish: Wish) -> Document:
    """A new product: steps from the first pieces on, the first ten, and a boosted first week."""
    first = monday(coming_quarter(wish.today)[0])
    small, large = wish.each(120), wish.each(200)
    made = _document(
        wish,
        "lancement",
        "launch",
        first,
        first + THREE_WEEKS,
        ("Cap sur la nouveauté", "Set course for the new range"),
        ("Vendez les premières pièces : chacune compte.", "Sell the first pieces: each one counts."),
        shared(wish.part(400), LADDER),
    )
    return replace(
        made,
        steps=_worth(Step(3, small), Step(10, large)),
        firsts=tuple(one for one in (FirstTo(10, 5, rounded(wish.part(130) // 10)),) if one.points),
        boosts=tuple(
            one
            for one in (
                Boost(first, first + timedelta(days=6), 15_000, rounded(wish.part(150)), wish.ranges),
            )
            if one.most
        ),
    )


def goals(wish: Wish) -> Document:
    """The coming quarter: everyone held against a target of their own history, with two objectives."""
    first, last = coming_quarter(wish.today)
    made = _document(
        wish,
        "objectifs",
        "goals",
        first,
        last,
        ("Objectif trimestre", "The quarter’s goal"),
        (
            "Atteignez votre propre objectif, puis dépassez-le.",
            "Reach a target of your own, then go past it.",
        ),
        shared(wish.part(300), PODIUM),
    )
    steps = _worth(Step(10_000, wish.each(450), False), Step(11_000, wish.each(250), False))
    return replace(
        made,
        metrics=(Metric("attainment"),),
        targets=Targets("computed", "amount", 500, 500_000),
        steps=steps,
        minimum=10_000,
        contest_days=10,
    )


def restart(wish: Wish) -> Document:
    """After a slack period: customers won back and days with sales, one goal of all together."""
    first = monday(coming_quarter(wish.today)[0])
    made = _document(
        wish,
        "reprise",
        "restart",
        first,
        first + THREE_WEEKS,
        ("On redémarre", "Back in motion"),
        (
            "Retrouvez vos clients endormis et vendez chaque jour.",
            "Win back customers who went quiet, and sell every day.",
        ),
        shared(wish.part(400), LADDER),
    )
    each = wish.each(400)
    return replace(
        made,
        metrics=(
            Metric("reactivated", 10, 1, quiet_days=120),
            Metric("new_customers", 8),
            Metric("active_days", 2),
        ),
        collective=Collective(15 * wish.people, each, 10) if each else None,
    )


def field(wish: Wish) -> Document:
    """A field action of ten days, from next Monday on: the first to get there, and a flash of two days."""
    first = monday(wish.today + timedelta(days=1))
    last = first + timedelta(days=11)
    begins = datetime.combine(first + timedelta(days=3), time())
    made = _document(
        wish,
        "terrain",
        "field",
        first,
        last,
        ("Dix jours sur le terrain", "Ten days in the field"),
        ("Vendez trois pièces parmi les premiers.", "Be among the first to sell three pieces."),
        shared(wish.part(300), PODIUM),
    )
    flash = Flash(
        "jeudi-vendredi",
        "Deux jours éclair",
        "Two lightning days",
        begins,
        begins + timedelta(days=2),
        Metric("quantity"),
        2,
        rounded(wish.part(200) // 10),
        10,
    )
    firsts = tuple(one for one in (FirstTo(20, 3, rounded(wish.part(500) // 20)),) if one.points)
    return replace(
        made, firsts=firsts, flashes=(flash,) if flash.points else (), announce_days=3, contest_days=3
    )


def empty(wish: Wish) -> Document:
    """Three weeks of the coming quarter, pieces counted, three prizes; everything else is to be said."""
    first = monday(coming_quarter(wish.today)[0])
    return _document(
        wish,
        "challenge",
        "sales",
        first,
        first + THREE_WEEKS,
        ("", ""),
        ("", ""),
        shared(wish.budget, PODIUM),
    )


TEMPLATES: Mapping[str, Callable[[Wish], Document]] = {
    "launch": launch,
    "goals": goals,
    "restart": restart,
    "field": field,
    "empty": empty,
}


def next_season(document: Document, today: date, code: str) -> Document:
    """Last quarter’s challenge in the coming one: as far into its quarter, on the same weekday."""
    offset = document.first - quarter_of(document.first)
    begins = coming_quarter(today)[0] + offset
    first = begins + timedelta(days=(document.first.weekday() - begins.weekday()) % 7)
    return replace(moved(document, first, document.days), code=code)


def _worth(*steps: Step) -> tuple[Step, ...]:
    """Steps that pay something."""
    return tuple(step for step in steps if step.points)


def _document(
    wish: Wish,
    stem: str,
    purpose: str,
    first: date,
    last: date,
    title: tuple[str, str],
    text: tuple[str, str],
    prizes: tuple[Prize, ...],
) -> Document:
    quarter = (first.month - 1) // MONTHS_A_QUARTER + 1
    return Document(
        code=f"{stem}-{first.year}-t{quarter}",
        title_fr=title[0],
        title_en=title[1],
        text_fr=text[0],
        text_en=text[1],
        competitor="rep",
        metrics=(Metric("quantity"),),
        first=first,
        last=last,
        prizes=prizes,
        purpose=purpose,
        thanks_fr="Merci à toutes et à tous." if title[0] else "",
        thanks_en="Thank you, everyone." if title[0] else "",
        counts=Counts(ranges=wish.ranges),
        company_kinds=("distributor",),
        places=wish.people,
        caps=Caps(),
    )
