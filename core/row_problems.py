"""What is wrong in a file that is brought in whole or not at all: every problem at its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.rules import N_, Refused


@dataclass(frozen=True)
class Problem:
    """Something wrong at a place of the file."""

    line: int
    column: str
    sentence: str


class FileRefused(Refused):
    """Nothing was brought in; the problems say why."""

    sentence = N_("Nothing was brought in: the file has %(count)s problems.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(count=len(self.problems))
