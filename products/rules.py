"""What a product must be: its codes, its margin, and the refusals of this room."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.rules import N_, Refused
from core.text import fold

#: A margin is a share of the price: between −100 % and 100 %.
FULL_BP = 10_000
YES = frozenset({"1", "x", "oui", "yes", "true", "vrai", "o", "y"})


class CodeTaken(Refused):
    """Two things of one code."""

    sentence = N_("“%(code)s” is already taken.")


class WrongEan(Refused):
    """The check digit does not fit."""

    sentence = N_("“%(ean)s” is not an EAN: the check digit does not fit.")


class WrongMargin(Refused):
    """A share beyond the whole."""

    sentence = N_("A margin lies between −100% and 100% of the price.")


class WrongCost(Refused):
    """A negative cost."""

    sentence = N_("A unit cost is never negative.")


class UnknownProduct(Refused):
    """No such product."""

    sentence = N_("There is no product “%(reference)s”.")


class NothingImported(Refused):
    """Rows of a file that cannot be taken; the file changed nothing."""

    sentence = N_("%(count)s rows cannot be taken; nothing was changed.")


@dataclass(frozen=True)
class ProductFact:
    """A product as a file tells it."""

    reference: str
    name: str
    range_code: str
    range_name: str = ""
    ean: str | None = None
    margin_bp: int | None = None
    unit_cost_cents: int | None = None
    strategic: bool = False


@dataclass(frozen=True)
class Trouble:
    """Why a row cannot be taken."""

    line: int
    column: str
    value: str
    sentence: str


def code_of(name: str) -> str:
    """The code of a range that a file only names: `Pompes à chaleur` → `POMPES-A-CHALEUR`."""
    return re.sub(r"[^0-9a-z]+", "-", fold(name)).strip("-").upper()[:40]


def is_yes(text: str) -> bool:
    """Whether a cell says yes."""
    return text.strip().casefold() in YES


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text (CSV injection)."""
    return text[:1] in {"=", "+", "-", "@", "\t", "\r"}


def known_columns(columns: tuple[str, ...], names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Our word for a column → the file's own, by what exports call it; case, accents and _ do not matter."""
    held = {_bare(column): column for column in columns}
    found: dict[str, str] = {}
    for field, synonyms in names.items():
        hit = next((held[_bare(name)] for name in (field, *synonyms) if _bare(name) in held), None)
        if hit and hit not in found.values():
            found[field] = hit
    return found


def _bare(name: str) -> str:
    return fold(name.replace("_", " "))
