"""What is wrong in a file that is brought in whole or not at all: every problem at its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.rules import N_, Refused


@dataclass(frozen=True)
class Problem:
    """Something wrong at a place of the file, in a sentence that is translated where it is shown."""

    line: int
    column: str
    sentence: str
    #: what fills the sentence's placeholders
    facts: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, line: int, column: str, refused: Refused) -> "Problem":
        """An act that is not possible, as a problem at a place."""
        return cls(line, column, refused.sentence, refused.facts)

    def __str__(self) -> str:
        """The sentence in English, as a shell prints it."""
        return self.sentence % self.facts if self.facts else self.sentence


class FileRefused(Refused):
    """Nothing was brought in; the problems say why."""

    sentence = N_("Nothing was brought in: the file has %(count)s problems.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(count=len(self.problems))
