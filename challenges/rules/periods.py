"""The rhythm of a series: quarters and months, when their challenge begins, and what the period is called."""

from datetime import date, timedelta

#: How often a series comes back → months of its period, and days of the shortest one.
EVERY = {"quarter": (3, 90), "month": (1, 28)}
MONTHS_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
MONTHS_EN = "January February March April May June July August September October November December".split()


def period_of(every: str, day: date) -> date:
    """First day of the quarter or month that a day lies in."""
    months = EVERY[every][0]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def following(every: str, period: date) -> date:
    """First day of the next one."""
    months = period.month - 1 + EVERY[every][0]
    return date(period.year + months // 12, months % 12 + 1, 1)


def next_period(every: str, offset_days: int, after: date | None, today: date) -> date:
    """The earliest period whose challenge has not begun by today, later than the one that is prepared."""
    period = period_of(every, today)
    while period + timedelta(days=offset_days) <= today or (after is not None and period <= after):
        period = following(every, period)
    return period


def suffix(every: str, period: date) -> str:
    """What a code ends with: `2027-q1`, `2027-02`."""
    if every == "month":
        return f"{period:%Y-%m}"
    return f"{period.year}-q{(period.month + 2) // 3}"


def named(every: str, period: date, language: str) -> str:
    """What a title says of the period: T1 2027, Q1 2027, février 2027."""
    if every == "month":
        months = MONTHS_EN if language == "en" else MONTHS_FR
        return f"{months[period.month - 1]} {period.year}"
    return f"{'Q' if language == 'en' else 'T'}{(period.month + 2) // 3} {period.year}"
