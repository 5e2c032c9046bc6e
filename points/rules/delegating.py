"""Who may spend a company's points, how much at once and in a month: pure."""

from datetime import date
from typing import NamedTuple

from core.rules import N_, Refused


class NotADelegate(Refused):
    """Neither the company's manager nor somebody the manager named."""

    sentence = N_("Your company’s manager decides who spends its points: ask to be named.")


class BeyondEach(Refused):
    """One order costs more than the delegate may spend at once."""

    sentence = N_("You may spend up to %(most)s points an order for your company: this one costs %(points)s.")


class BeyondMonth(Refused):
    """The month's orders would cost more than the delegate may spend in a month."""

    sentence = N_(
        "You may spend up to %(most)s points a month for your company:"
        " %(left)s are left, this costs %(points)s."
    )


class NotAColleague(Refused):
    """A delegate works for the company."""

    sentence = N_("%(name)s does not work for your company today: only colleagues can be named.")


class ManagesAlready(Refused):
    """A manager needs nobody's leave."""

    sentence = N_("%(name)s manages the company and may spend its points already.")


class WrongWindow(Refused):
    """A last day before the first, or a first day that has passed."""

    sentence = N_("Choose a first day from today on, and a last day that does not come before it.")


class Leave(NamedTuple):
    """What a delegate may spend."""

    #: points an order may cost; 0 for no limit
    most_each: int
    #: points a calendar month; 0 for no limit
    most_a_month: int

    def check(self, points: int, spent: int) -> None:
        """Raise BeyondEach or BeyondMonth where an order of so many points, after so many, is too much."""
        if self.most_each and points > self.most_each:
            raise BeyondEach(most=self.most_each, points=points)
        if self.most_a_month and spent + points > self.most_a_month:
            left = max(self.most_a_month - spent, 0)
            raise BeyondMonth(most=self.most_a_month, left=left, points=points)


def still_holds(named_from: date, mandates: list[tuple[date, date | None]], day: date) -> bool:
    """Whether a delegate still works there under a mandate that ran when the leave began.

    Somebody who left and came back is named anew: the leave of before does not come back with them.
    """
    return any(first <= min(named_from, day) and (last is None or day <= last) for first, last in mandates)


def month_of(day: date) -> tuple[date, date]:
    """First day of a day's calendar month, and of the next one."""
    first = day.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, after
