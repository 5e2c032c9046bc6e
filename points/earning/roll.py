"""Who everybody was on a day: member or not, kind, segments and tier; read once for many sales."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from accounts import segments
from accounts.models import Company
from core.database import session
from points.rules import Rule, Who
from points.tiers import standings as tiers

Spell = tuple[str, date, date | None]


class Roll:
    """Companies as rules look at them; segments and tiers are read only where a rule asks for them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        asked = list(rules)
        columns = (Company.id, Company.kind, Company.prospect, Company.member_from)
        self.companies: dict[int, tuple[str, bool, date | None]] = {
            row[0]: (row[1], row[2], row[3]) for row in session.execute(select(*columns))
        }
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


def covering(spells: Iterable[Spell], day: date) -> list[str]:
    """The codes whose spell covers a day."""
    return [code for code, first, last in spells if first <= day and (last is None or day <= last)]
