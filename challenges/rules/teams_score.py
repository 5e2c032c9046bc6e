"""A team's score from its members': all together, each on average, or the best so many.

Mean: ⌊Σ scores × days of the window ÷ Σ days of membership⌋, so that whoever plays for the team half of the
time weighs half, and a team of whole members is divided by their number. A member's facts count for the days
of membership only; caps are each member's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from challenges.document.parts import Teams
from challenges.rules.facts import Span
from challenges.rules.score import Stood


@dataclass(frozen=True)
class Member:
    """Somebody plays for a team from a day on, until another (None: to the end), both inclusive."""

    person_id: int
    from_on: date
    until_on: date | None = None

    def within(self, span: Span) -> Span | None:
        """The days of a window on which somebody is a member; None for no day."""
        first, last = max(self.from_on, span.first), min(self.until_on or span.last, span.last)
        return Span(first, last) if first <= last else None


def team_course(
    teams: Teams, courses: Mapping[int, Sequence[Stood]], days: Mapping[int, int], span: Span
) -> list[Stood]:
    """A team's score at the end of each day on which a member's changed.

    `courses` and `days` (of membership within the span) are by person; a member without facts has no course.
    """
    standing = dict.fromkeys(courses, 0)
    moments = sorted((one.day, person, one.score) for person, days_of in courses.items() for one in days_of)
    found: dict[date, int] = {}
    for day, person, score in moments:
        standing[person] = score
        found[day] = together(teams, list(standing.values()), sum(days.values()), span)
    return [Stood(day, score) for day, score in found.items()]


def together(teams: Teams, scores: Sequence[int], member_days: int, span: Span) -> int:
    """Members' scores as the team's; `member_days` are all members' days within the window."""
    if teams.compare == "best":
        return sum(sorted(scores, reverse=True)[: teams.best])
    if teams.compare == "mean":
        length = (span.last - span.first).days + 1
        return sum(scores) * length // member_days if member_days else 0
    return sum(scores)
