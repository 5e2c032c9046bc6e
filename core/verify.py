"""What `flask verify` is made of: checks that rooms hand over and app.py lists."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A row that breaks an invariant."""

    code: str
    row: str
    sentence: str


@dataclass(frozen=True)
class Check:
    """An invariant and the read-only function that finds the rows breaking it."""

    code: str
    sentence: str
    run: Callable[[], Iterable[str]]

    def findings(self) -> list[Finding]:
        """Every row that breaks it; empty when it holds."""
        return [Finding(self.code, row, self.sentence) for row in self.run()]
