"""The only place that reads the machine's clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: The programme's time zone: a "day" on screen and in a document is a day there.
ZONE = ZoneInfo("Europe/Paris")


class Clock:
    """Tells the time; can be frozen (tests) or shifted (demos)."""

    def __init__(self) -> None:
        self._frozen: datetime | None = None
        self._shift = timedelta(0)

    def now(self) -> datetime:
        """The present instant, aware and in UTC."""
        if self._frozen is not None:
            return self._frozen
        return datetime.now(UTC) + self._shift

    @property
    def unmoved(self) -> bool:
        """Whether it tells the machine's own time."""
        return self._frozen is None and not self._shift

    def freeze(self, at: datetime) -> None:
        """Stop the clock at an aware instant."""
        self._frozen = _aware(at)

    def unfreeze(self) -> None:
        """Let the clock run again, unshifted."""
        self._frozen = None
        self._shift = timedelta(0)

    def start_from(self, at: datetime) -> None:
        """Run on from another instant (TANDEM_NOW)."""
        self._frozen = None
        self._shift = _aware(at) - datetime.now(UTC)


clock = Clock()


def now() -> datetime:
    """The present instant of the application's clock, in UTC."""
    return clock.now()


def local_day(at: datetime) -> date:
    """The calendar day, in the programme's zone, of an instant."""
    return _aware(at).astimezone(ZONE).date()


def day_start(day: date) -> datetime:
    """The instant (UTC) at which a local day begins; midnight always exists in Europe/Paris."""
    return datetime.combine(day, time.min, tzinfo=ZONE).astimezone(UTC)


def window(first: date, last: date) -> tuple[datetime, datetime]:
    """Inclusive local days as a half-open interval of instants [start, end)."""
    return day_start(first), day_start(last + timedelta(days=1))


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC)
