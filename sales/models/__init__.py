"""Nouns of sales: `lines` (files, their rows, lines, mappings, claims) and `quotes`."""

from sales.models.lines import (
    JOURNAL,
    Claim,
    ColumnMapping,
    ConflictDecision,
    ReturnRefusal,
    SaleLine,
    StagedRow,
    Upload,
)
from sales.models.quotes import Quote, QuoteFile

__all__ = [
    "JOURNAL",
    "Claim",
    "ColumnMapping",
    "ConflictDecision",
    "Quote",
    "QuoteFile",
    "ReturnRefusal",
    "SaleLine",
    "StagedRow",
    "Upload",
]
