"""What is wrong with a challenge's document: every problem at once, each with the path of its key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.rules import N_, Refused


@dataclass(frozen=True)
class Problem:
    """What is wrong with one key."""

    path: str
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)
    #: the line of the file that says it, or would; None where there is no file
    line: int | None = None

    def __str__(self) -> str:
        place = f"line {self.line}, {self.path}" if self.line else self.path
        return f"{place}: {self.sentence % self.facts if self.facts else self.sentence}"


class DocumentRefused(Refused):
    """Raised with every problem; `str` is one line for each."""

    sentence = N_("The challenge cannot be read as it is:\n%(problems)s")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems="\n".join(map(str, problems)))
