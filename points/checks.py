"""The room's part of `flask verify`, gathered from its folders; that of the tiers is in tiers/checks.py."""

from core.verify import Check
from points.earning import checks as earning_checks
from points.ledger import checks as ledger_checks

#: Tables whose rows the clock seals, in this order: a writer takes its locks so.
SEALED = ledger_checks.SEALED
CHECKS: tuple[Check, ...] = (*ledger_checks.CHECKS, *earning_checks.CHECKS)
