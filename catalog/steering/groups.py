"""Who takes rewards: by kind of company, by segment, by tier. Groups are those of today."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from accounts.models import Company, Mandate, Segment, SegmentMembership
from catalog.models import Order
from catalog.rules.states import UNDONE
from catalog.rules.steering import FULL_BP
from core.clock import window
from core.database import session
from core.format import reader
from points.models import TierStanding

Grouping = dict[int, set[str]]


@dataclass(frozen=True)
class Use:
    """How one group uses the catalogue."""

    group: str
    members: int
    #: of those, how many ordered something
    takers: int
    orders: int
    points: int

    @property
    def use_bp(self) -> int:
        """Takers among the members, basis points."""
        return self.takers * FULL_BP // self.members if self.members else 0


def by_company_kind(first: date, last: date, today: date) -> list[Use]:
    """By kind of company."""
    kinds = {row[0]: {row[1]} for row in session.execute(select(Company.id, Company.kind))}
    return _uses({person: kinds[firm] for person, firm in _employers(today).items()}, first, last)


def by_segment(first: date, last: date, today: date) -> list[Use]:
    """By segment of the company; somebody may be in several, or in none."""
    named = Segment.name_fr if reader().language == "fr" else Segment.name_en
    of_company: Grouping = defaultdict(set)
    for company_id, name in session.execute(
        select(SegmentMembership.company_id, named)
        .join(Segment, Segment.id == SegmentMembership.segment_id)
        .where(Segment.retired_at.is_(None), SegmentMembership.from_on <= today)
        .where(SegmentMembership.until_on.is_(None) | (SegmentMembership.until_on >= today))
    ):
        of_company[company_id].add(name)
    employers = _employers(today).items()
    return _uses({person: of_company.get(firm, set()) for person, firm in employers}, first, last)


def by_tier(first: date, last: date, today: date) -> list[Use]:
    """By the tier that the person, or their company, holds; codes, empty for none yet."""
    open_ = select(TierStanding.person_id, TierStanding.company_id, TierStanding.code)
    people: dict[int, str] = {}
    firms: dict[int, str] = {}
    for person_id, company_id, code in session.execute(open_.where(TierStanding.until_on.is_(None))):
        if person_id is not None:
            people[person_id] = code
        elif company_id is not None:
            firms[company_id] = code
    groups = {
        person: {people.get(person) or firms.get(firm, "")} for person, firm in _employers(today).items()
    }
    return _uses(groups, first, last)


def _employers(today: date) -> dict[int, int]:
    """Where each reseller's person works today."""
    rows = session.execute(
        select(Mandate.person_id, Mandate.company_id)
        .where(Mandate.role.in_(("rep", "company_manager")), Mandate.starts_on <= today)
        .where(Mandate.ends_on.is_(None) | (Mandate.ends_on >= today))
        .order_by(Mandate.starts_on)
    )
    return {person: firm for person, firm in rows}  # noqa: C416 - rows are no pairs to mypy


def _uses(groups: Grouping, first: date, last: date) -> list[Use]:
    start, end = window(first, last)
    taken = {
        person: (int(orders), int(points))
        for person, orders, points in session.execute(
            select(Order.person_id, func.count(), func.sum(Order.points - Order.given_back))
            .where(Order.placed_at >= start, Order.placed_at < end)
            .where(Order.state.not_in(("draft", *UNDONE)), Order.replaces_id.is_(None))
            .group_by(Order.person_id)
        )
    }
    members: dict[str, list[int]] = defaultdict(list)
    for person, names in groups.items():
        for name in names:
            members[name].append(person)
    return sorted(
        (_use(name, people, taken) for name, people in members.items()),
        key=lambda one: (-one.members, one.group),
    )


def _use(name: str, people: Iterable[int], taken: dict[int, tuple[int, int]]) -> Use:
    people = list(people)
    of_them = [taken[person] for person in people if person in taken]
    return Use(
        name,
        len(people),
        len(of_them),
        sum(orders for orders, _ in of_them),
        sum(points for _, points in of_them),
    )
