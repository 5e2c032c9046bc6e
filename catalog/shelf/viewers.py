"""Who stands before the shelf: what decides on sight and price, read at once; what is rare, if asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property

from sqlalchemy import (
    Date,
    Select,
    String,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import BindParameter

from accounts.models import Company, Segment, SegmentMembership
from catalog.models import CatalogSetting, Reward
from catalog.rules.kinds import BENEFICIARIES
from catalog.rules.prices import Who
from catalog.rules.visibility import Audience
from core.database import Key, ask
from points.models import Measure, TierScheme, TierStanding, Wallet
from points.rules.tiers import Scheme, months_before
from points.tiers import places
from products.models import Range

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
    #: every audience that stands on the shelf, as stored; read for whoever looks at all of it
    audiences: tuple[str, ...] = ()

    @cached_property
    def place(self) -> places.Place | None:
        """Where they stand among the tiers; reckoned anew only for somebody whom nobody looked at yet."""
        return places.place_of(self.person_id, self.company_id, self.day, fresh=not self.tier)

    @property
    def scheme(self) -> Scheme:
        """The tiers in force."""
        return self.place.scheme if self.place else Scheme()

    @cached_property
    def ranges(self) -> frozenset[str]:
        """Codes of the ranges that the company bought (what it sells, it bought), returns set off."""
        since = months_before(self.day, BOUGHT_WITHIN)
        return frozenset(ask(_bought(), company=self.company_id, since=since).scalars())

    def who(self, audience: Audience | None = None) -> Who:
        """What the rules ask for; tiers and ranges bought are read only for an audience that names them."""
        climbs = audience is not None and bool(audience.tiers) and self.tier not in audience.tiers
        buys = audience is not None and bool(audience.ranges)
        return Who(
            self.company_kind,
            self.segments,
            self.tier,
            tuple((one.code, one.threshold) for one in self.scheme.levels) if climbs else (),
            self.place.progress.amount if climbs and self.place else 0,
            self.ranges if buys else frozenset(),
        )


def viewer_of(person_id: int, company_id: int | None, day: date, browsing: bool = False) -> Viewer:
    """Who somebody is to the catalogue, in one statement; `browsing` reads the audiences along."""
    rows = ask(_facts(browsing), person=person_id, company=company_id, day=day).all()
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
        tuple(found.get("audience", [])),
    )


@cache
def _facts(browsing: bool) -> Select[str, str]:
    """(what, code): the company's kind and segments, both holders' tiers and wallets, the mode, audiences."""
    company, day = _key("company"), bindparam("day", type_=Date)
    firms, segments, spells = Company.__table__.c, Segment.__table__.c, SegmentMembership.__table__.c
    tiers, schemes, settings = TierStanding.__table__.c, TierScheme.__table__.c, CatalogSetting.__table__.c
    covers = (spells.from_on <= day) & or_(spells.until_on.is_(None), spells.until_on >= day)
    held = tiers.until_on.is_(None)
    newest_scheme = (
        select(schemes.holder)
        .where(schemes.starts_on <= day)
        .order_by(schemes.starts_on.desc())
        .limit(1)
        .subquery()
    )
    newest_settings = select(settings.professional_only).order_by(settings.id.desc()).limit(1).subquery()
    mode = case((newest_settings.c.professional_only, "1"), else_="0")
    wallets, rewards = Wallet.__table__.c, Reward.__table__.c
    parts = [
        select(_word("kind"), firms.kind).where(firms.id == company),
        select(_word("segment"), segments.code)
        .join_from(Segment.__table__, SegmentMembership.__table__, spells.segment_id == segments.id)
        .where(spells.company_id == company, covers),
        select(_word("tier:company"), tiers.code).where(tiers.company_id == company, held),
        select(_word("tier:person"), tiers.code).where(tiers.person_id == _key("person"), held),
        select(_word("holder"), newest_scheme.c.holder),
        select(_word("professional"), mode).select_from(newest_settings),
        select(_word("wallet:company"), cast(wallets.id, String)).where(wallets.company_id == company),
        select(_word("wallet:person"), cast(wallets.id, String)).where(wallets.person_id == _key("person")),
    ]
    if browsing:
        stored = select(_word("audience"), cast(rewards.audience, Text)).where(rewards.retired_at.is_(None))
        parts.append(stored.distinct())
    every = union_all(*parts).subquery()
    return select(*every.c)


@cache
def _bought() -> Select[str]:
    """Codes of ranges of which `:company` bought or sold more than came back since `:since`."""
    lines, ranges = Measure.__table__.c, Range.__table__.c
    traded = or_(lines.buying_company_id == _key("company"), lines.selling_company_id == _key("company"))
    return (
        select(ranges.code)
        .join_from(Measure.__table__, Range.__table__, ranges.id == lines.range_id)
        .where(traded, lines.day > bindparam("since", type_=Date))
        .group_by(ranges.code)
        .having(func.sum(lines.quantity) > 0)
    )


def _key(name: str) -> BindParameter[int]:
    return bindparam(name, type_=Key)


def _word(word: str) -> "BindParameter[str]":
    return literal(word, String)
