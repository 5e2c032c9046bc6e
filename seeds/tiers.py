"""The demo's tiers: Bronze, Argent, Or by turnover of twelve months, looked at as the clock would."""

from datetime import date, datetime

from core import clock
from core.database import session, transaction
from points.models import TierStanding
from points.tiers import files as tier_files
from points.tiers import schemes as tier_schemes
from points.tiers import standings as tiers

BY = "demo"
#: Moments of celebration that somebody may still have before them.
FRESH_DAYS = 10


def open_tiers(start: date, at: datetime) -> None:
    """The scheme, in force since the programme's first day."""
    with transaction():
        tier_files.load_tiers(scheme(start), at, BY)


def night(at: datetime) -> None:
    """A night's look at everybody."""
    with transaction():
        tiers.review(at)


def settle(at: datetime) -> None:
    """What was reached long ago has been celebrated; a draft of other thresholds waits."""
    with transaction():
        stricter, _day = tier_files.read(scheme(clock.local_day(at)))
        bronze, silver, gold = stricter.levels
        levels = (bronze, silver._replace(threshold=50_000_000), gold._replace(threshold=130_000_000))
        tier_schemes.save_draft(stricter._replace(levels=levels), at, BY)
        for row in session.query(TierStanding).filter(TierStanding.celebrated.is_(False)):
            row.celebrated = (clock.local_day(at) - row.from_on).days > FRESH_DAYS


def scheme(start: date) -> dict[str, object]:
    """The tiers as their file would say them."""
    return {
        "tiers": {
            "holder": "company",
            "measure": "turnover",
            "span": "rolling",
            "months": 12,
            "downgrade": "one_step",
            "grace_days": 60,
            "from": start.isoformat(),
        },
        "tier": [
            {
                "code": "bronze",
                "name": {"fr": "Bronze", "en": "Bronze"},
                "colour": "bronze",
                "threshold": 0,
                "benefits": [
                    {"fr": "Assistance technique par téléphone", "en": "Technical support by phone"},
                    {
                        "fr": "Deux formations par an",
                        "en": "Two trainings a year",
                    },
                ],
            },
            {
                "code": "argent",
                "name": {"fr": "Argent", "en": "Silver"},
                "colour": "silver",
                "threshold": "600000",
                "acts": 4,
                "benefits": [
                    {"fr": "Mise en service offerte une fois par an", "en": "One commissioning a year, free"},
                    {
                        "fr": "Votre nom dans notre annuaire",
                        "en": "Your name in our directory",
                    },
                ],
            },
            {
                "code": "or",
                "name": {"fr": "Or", "en": "Gold"},
                "colour": "gold",
                "threshold": "1100000",
                "benefits": [
                    {"fr": "Un interlocuteur dédié", "en": "A contact of your own"},
                    {"fr": "Voyage d’étude à l’usine de Tours", "en": "Study trip to the factory in Tours"},
                ],
            },
        ],
    }
