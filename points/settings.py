"""The programme's settings in versions, and how a credit is written under them."""

from datetime import date

from points.rules.life import How, Settings


def settings_on(day: date) -> Settings:
    """What the programme says on a local day."""
    return Settings()


def how_to_credit(sold_on: date, today: date) -> How:
    """How what was sold on a day is credited today."""
    return How()
