"""Who stands before the shelf: what decides on sight and price, read at once; what is rare, if asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from catalog.rules.kinds import BENEFICIARIES
from catalog.rules.prices import Who
from catalog.rules.visibility import Audience
from catalog.shelf import facts
from core.database import ask
from points.rules.tiers import Level, Scheme, months_before, window
from points.tiers.figures import totals

#: How far back what a company bought says what it buys (S003-67), months.
BOUGHT_WITHIN = 12


@dataclass(frozen=True)
class Viewer:
    """A person in a company on a local day, as the catalogue sees them."""

    person_id: int
    company_id: int | None
    day: date
    #: distributor or installer; empty for no company
    company_kind: str = ""
    segments: frozenset[str] = frozenset()
    #: code of the tier held; empty for none
    tier: str = ""
    #: the sponsor shows no personal rewards
    professional_only: bool = False
    #: the wallets that pay, by beneficiary: person and company, once opened
    wallets: Mapping[str, int] = field(default_factory=dict)
    #: somebody let them spend the company's points, now or once
    delegate: bool = False
    #: the state of the catalogue that they see; read, as the goal is, for whoever looks at all of the shelf
    mark: str = ""
    #: the reward they save for
    goal: int | None = None

    @cached_property
    def ladder(self) -> tuple[Scheme, int | None]:
        """The tiers in force, and the figure of the last look (this night's); None before the first."""
        rows = ask(facts.ladder(), person=self.person_id, company=self.company_id, day=self.day).all()
        if not rows:
            return Scheme(), 0
        one = rows[0]
        levels = tuple(Level(row.code, row.name_fr, row.name_en, row.colour, row.threshold) for row in rows)
        scheme = Scheme(one.holder, one.measure, one.span, int(one.months), levels=levels)
        return scheme, None if one.figure is None else int(one.figure)

    @cached_property
    def figure(self) -> int:
        """What counts toward the next tier; reckoned anew only for somebody whom nobody looked at yet."""
        scheme, seen = self.ladder
        if seen is not None:
            return seen
        holder = self.person_id if scheme.holder == "person" else self.company_id
        if not holder:
            return 0
        amounts, _acts = totals(scheme, *window(scheme, self.day), [holder])
        return max(amounts.get(holder, 0), 0)

    @cached_property
    def ranges(self) -> frozenset[str]:
        """Codes of the ranges that the company bought (what it sells, it bought), returns set off."""
        since = months_before(self.day, BOUGHT_WITHIN)
        return frozenset(ask(facts.bought(), company=self.company_id, since=since).scalars())

    def who(self, audience: Audience | None = None, weighed: bool = True) -> Who:
        """What the rules ask for; tiers and ranges bought are read only for an audience that names them.

        The figure says how much a tier lacks, not whether it is open: left out where nobody asks (`weighed`).
        """
        climbs = audience is not None and bool(audience.tiers) and self.tier not in audience.tiers
        buys = audience is not None and bool(audience.ranges)
        return Who(
            self.company_kind,
            self.segments,
            self.tier,
            tuple((one.code, one.threshold) for one in self.ladder[0].levels) if climbs else (),
            self.figure if climbs and weighed else 0,
            self.ranges if buys else frozenset(),
        )


def viewer_of(person_id: int, company_id: int | None, day: date, browsing: bool = False) -> Viewer:
    """Who somebody is to the catalogue, in one statement; `browsing` reads along what a whole shelf needs."""
    rows = ask(facts.of_viewer(browsing), person=person_id, company=company_id, day=day).all()
    found: dict[str, list[str]] = {}
    for what, code in rows:
        found.setdefault(what, []).append(code)
    holder = next(iter(found.get("holder", [])), "company")
    return Viewer(
        person_id,
        company_id,
        day,
        next(iter(found.get("kind", [])), ""),
        frozenset(found.get("segment", [])),
        next(iter(found.get(f"tier:{holder}", [])), ""),
        found.get("professional") == ["1"],
        {whose: int(found[f"wallet:{whose}"][0]) for whose in BENEFICIARIES if f"wallet:{whose}" in found},
        "delegate" in found,
        next(iter(found.get("mark", [])), ""),
        int(found["goal"][0]) if "goal" in found else None,
    )
