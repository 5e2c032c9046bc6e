"""Nouns of the programme: `ledger` (what is written like money), `earning` (rules and what they look at),
`programme` (settings, briefs), `tiers`.
"""

from points.models.earning import Baseline, EarningRule, Measure, PeriodAward
from points.models.ledger import (
    SYSTEM_ACCOUNTS,
    WALLET_ACCOUNTS,
    CorrectionRequest,
    Delegation,
    Fund,
    LedgerTransaction,
    Lot,
    LotUse,
    Pending,
    Posting,
    TakeBack,
    Wallet,
)
from points.models.programme import Brief, ProgrammeVersion
from points.models.tiers import Tier, TierCredit, TierScheme, TierStanding

__all__ = [
    "SYSTEM_ACCOUNTS",
    "WALLET_ACCOUNTS",
    "Baseline",
    "Brief",
    "CorrectionRequest",
    "Delegation",
    "EarningRule",
    "Fund",
    "LedgerTransaction",
    "Lot",
    "LotUse",
    "Measure",
    "Pending",
    "PeriodAward",
    "Posting",
    "ProgrammeVersion",
    "TakeBack",
    "Tier",
    "TierCredit",
    "TierScheme",
    "TierStanding",
    "Wallet",
]
