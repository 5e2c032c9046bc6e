"""The programme's settings in the demo: points live twelve months, large corrections take two people."""

from datetime import date, datetime

from core.cli import SHELL
from core.database import transaction
from points.rules.life import Settings
from points.settings import versions as settings

NAMES = ("Club Solvanne", "Club Solvanne")
TODAY = Settings(life="rolling", life_length=12, correction_limit=2_000, worth_of_1000=1_000)


def decide(start: date, today: date, at: datetime) -> None:
    """From the programme's first day on; a longer life is planned for the year after."""
    longer = TODAY._replace(life_length=18)
    with transaction():
        settings.write(settings.Draft(start, *NAMES, TODAY), at, SHELL)
        settings.write(settings.Draft(date(today.year + 1, 1, 1), *NAMES, longer), at, SHELL)
