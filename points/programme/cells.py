"""Single values of a rule's table in a TOML file: read to the end, every problem kept."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.figures import NotFigures, number, to_cents
from core.text import fold
from points.rules import ONCE

MOST = 10**9


class Cells:
    """The values of one table; `problems` holds a sentence for each that cannot be read."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.table = table
        self.problems: list[str] = []

    def text(self, key: str, value: object, longest: int) -> str:
        """A text of some characters."""
        if isinstance(value, str) and 0 < len(value.strip()) <= longest:
            return value.strip()
        self.problems.append(f"“{key}” must be a text of 1 to {longest} characters")
        return ""

    def one_of(self, key: str, words: tuple[str, ...], needed: bool = True) -> str:
        """One of a few words."""
        value = self.table.get(key)
        if value is None and not needed:
            return ""
        if value in words:
            return str(value)
        self.problems.append(f"“{key}” must be one of {', '.join(words)}")
        return ""

    def yes(self, key: str) -> bool:
        """True or false; false when left out."""
        value = self.table.get(key, False)
        if isinstance(value, bool):
            return value
        self.problems.append(f"“{key}” must be true or false")
        return False

    def whole(self, key: str, needed: bool = True, least: int = 1, most: int = MOST) -> int:
        """A whole number; 0 when left out and not needed."""
        value = self.table.get(key)
        if value is None and not needed:
            return 0
        return self.whole_of(key, value, least, most)

    def whole_of(self, key: str, value: object, least: int = 1, most: int = MOST) -> int:
        """A value as a whole number."""
        if type(value) is int and least <= value <= most:
            return value
        self.problems.append(f"“{key}” must be a whole number from {least} to {most}")
        return least

    def figure(self, key: str, value: object) -> Decimal:
        """A figure written as a text or a whole number: a TOML float is not exact."""
        try:
            if isinstance(value, str) or type(value) is int:
                return number(str(value))
        except NotFigures:
            pass
        self.problems.append(f'“{key}” must be a figure such as "10.00", between quotes when it has decimals')
        return Decimal(1)

    def measured(self, key: str, value: object, measure: str) -> int:
        """Cents of an amount, or a whole number of pieces."""
        if measure == "amount":
            cents = to_cents(self.figure(key, value))
            if not 0 <= cents <= 100 * MOST:
                self.problems.append(f"“{key}” must be an amount of zero or more")
            return max(0, cents)
        return self.whole_of(key, value, 0)

    def basis_points(self, key: str, value: object, unit: int) -> int:
        """A multiplier (unit 10000) or a percentage (unit 100) as basis points, exactly."""
        exact = self.figure(key, value) * unit
        if exact < 0 or exact != int(exact) or exact > 1000 * ONCE:
            digits = 4 if unit == ONCE else 2
            self.problems.append(f"“{key}” must be zero or more, with {digits} decimals at most")
            return 0
        return int(exact)

    def day(self, key: str, needed: bool = False) -> date | None:
        """A day, as TOML writes it or as a text."""
        value = self.table.get(key)
        if value is None and not needed:
            return None
        try:
            if isinstance(value, str):
                return date.fromisoformat(value)
        except ValueError:
            pass
        if type(value) is date:
            return value
        self.problems.append(f"“{key}” must be a day such as 2026-01-31")
        return None

    def items(self, key: str) -> list[Any]:
        """A list; empty when left out."""
        value = self.table.get(key, [])
        if isinstance(value, list):
            return value
        self.problems.append(f"“{key}” must be a list")
        return []

    def known(
        self, key: str, what: str, names: Mapping[str, Any], given: list[Any] | None = None
    ) -> frozenset[Any]:
        """What codes stand for; a code that is not known is told."""
        return frozenset(self._known(what, names, self.items(key) if given is None else given))

    def _known(self, what: str, names: Mapping[str, Any], given: list[Any]) -> Iterator[Any]:
        for code in given:
            found = names.get(fold(str(code)))
            if found is None:
                self.problems.append(f"there is no {what} “{code}”")
            else:
                yield found
