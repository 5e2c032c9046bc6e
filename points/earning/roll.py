"""Who everybody was on a day: member or not, kind, segments and tier; read once for many sales."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, select

from accounts import segments
from accounts.models import Company
from core.database import Key, ask, session
from points.rules import Rule, Who
from points.tiers import standings as tiers

#: Kind, whether it is a prospect only, and since when it is a member.
Member = tuple[str, bool, date | None]
Spell = tuple[str, date, date | None]


class OneByOne(dict[int, Member]):
    """Companies that are read when they are asked about; who writes reads all of them."""

    def __missing__(self, company_id: int) -> Member:
        kind, prospect, since = ask(_COMPANY, company=company_id).one()
        self[company_id] = kind, prospect, since
        return self[company_id]


class Roll:
    """Companies as rules look at them; segments and tiers are read only where a rule asks for them."""

    def __init__(self, rules: Iterable[Rule], everybody: bool = True) -> None:
        """Of all companies at once, or of each that is asked about: one reader's sales name a few."""
        asked = list(rules)
        self.companies = _companies() if everybody else OneByOne()
        wanted = any(rule.scope.segments for rule in asked)
        self.segments = segments.spells() if wanted else {}
        wanted = any(rule.scope.tiers or rule.weights.tiers for rule in asked)
        self.tiers = tiers.spells() if wanted else {}
        self.dated = bool(self.segments or self.tiers)
        self.plain: dict[int, Who] = {}
        self.found: dict[tuple[str, int, int, date], Who] = {}

    def earns(self, company_id: int, day: date) -> bool:
        """Whether a company's sales of a day earn: a member's do, from its first day on."""
        _, prospect, since = self.companies[company_id]
        return not prospect and (since is None or since <= day)

    def who(self, kind: str, holder_id: int, company_id: int, day: date) -> Who:
        """What rules look at: of a rep, the company; the own tier before the company's."""
        if not self.dated:
            if company_id not in self.plain:
                self.plain[company_id] = Who(self.companies[company_id][0])
            return self.plain[company_id]
        key = (kind, holder_id, company_id, day)
        if key not in self.found:
            self.found[key] = self._reckon(*key)
        return self.found[key]

    def _reckon(self, kind: str, holder_id: int, company_id: int, day: date) -> Who:
        tier = covering(self.tiers.get((kind, holder_id), ()), day)
        if not tier and kind == "person":
            tier = covering(self.tiers.get(("company", company_id), ()), day)
        theirs = covering(self.segments.get(company_id, ()), day)
        return Who(self.companies[company_id][0], frozenset(theirs), tier[0] if tier else "")


def _companies() -> dict[int, Member]:
    columns = (Company.id, Company.kind, Company.prospect, Company.member_from)
    return {row[0]: (row[1], row[2], row[3]) for row in session.execute(select(*columns))}


_OF_COMPANY = Company.__table__.c
_COMPANY = select(_OF_COMPANY.kind, _OF_COMPANY.prospect, _OF_COMPANY.member_from).where(
    _OF_COMPANY.id == bindparam("company", type_=Key)
)


def covering(spells: Iterable[Spell], day: date) -> list[str]:
    """The codes whose spell covers a day."""
    return [code for code, first, last in spells if first <= day and (last is None or day <= last)]
