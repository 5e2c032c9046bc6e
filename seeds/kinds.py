"""What the demo's rewards are made of: sizes, dates with seats, an expert's hours, a pack, prices, codes."""

from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from catalog.cards import codes
from catalog.keeping import parts, prices, sessions, slots, variants
from catalog.models import Reward
from catalog.rules.prices import Row
from catalog.suppliers import actions as suppliers
from core.clock import ZONE, local_day
from core.database import session, transaction

BY = "demo"
SIZES = (("M", 6), ("L", 9), ("XL", 2))
#: Reward, days from today, length in days (0: an evening), place, seats.
DATES = (
    ("formation-pac", (12, 40, 75), 1, "Centre de formation Solvanne, Tours", 10),
    ("formation-irve", (19, 54), 1, "Centre de formation Solvanne, Tours", 8),
    ("visite-usine", (26, 61), 0, "Usine Solvanne, Saint-Avertin", 14),
    ("salon-prioritaire", (33,), 0, "Parc des expositions, Lyon", 20),
    ("cabane", (15, 22, 29, 50), 2, "Les Cabanes du Morvan, Saulieu", 2),
    ("concert", (24, 45), 0, "Le Vinci, Tours", 8),
)
EXPERT = ("Inès Caron", "02 47 00 00 18")
PACK = (("radio-chantier", 1), ("casque-antibruit", 1), ("gourde", 2))
CHOICE = ("gourde", "multimetre", "enceinte", "sac-dos")
#: Codes of the local pool, by reward.
CODES = (("carte-20", 45), ("carte-50", 18))


def open_suppliers(at: datetime) -> None:
    """Who makes and sends: a wholesaler of tools, and a partner that prints."""
    with transaction():
        for code, name, kind, email in (
            ("outillage-centre", "Outillage du Centre", "supplier", "commandes@outillage-centre.example"),
            ("atelier-lune", "Atelier Lune, imprimeur", "partner", "bonjour@atelier-lune.example"),
        ):
            suppliers.add(at, BY, code=code, name=name, kind=kind, email=email)


def fill(today: date, at: datetime) -> None:
    """Everything that a reward has beside its own line in the file."""
    ids = {code: key for code, key in session.execute(select(Reward.code, Reward.id))}  # noqa: C416
    with transaction():
        for code, pieces in SIZES:
            size = f"Taille {code}", f"Size {code}"
            variants.add(ids["veste-travail"], code, *size, at, BY, stock=pieces)
        parts.write(ids["pack-chantier"], [(ids[code], pieces) for code, pieces in PACK], at, BY)
        parts.write(ids["cadeau-choix"], [(ids[code], 1) for code in CHOICE], at, BY)
        prices.write(ids["perceuse-18v"], [Row(14_300, tier="or"), Row(15_200, tier="argent")], at, BY)
        prices.write(ids["formation-pac"], [Row(19_000, company_kind="installer")], at, BY)
    with transaction():
        _open_dates(ids, today, at)
        _open_hours(ids["session-expert"], today, at)
    with transaction():
        random = Random(local_day(at).toordinal())
        for code, pieces in CODES:
            lines = [f"{code.upper()}-{random.randrange(10**10):010d}" for _ in range(pieces)]
            codes.bring_in(ids[code], "ouverture", "\n".join(lines).encode(), at, BY)


def _open_dates(ids: dict[str, int], today: date, at: datetime) -> None:
    for code, offsets, length, place, seats in DATES:
        for offset in offsets:
            first = today + timedelta(days=offset)
            starts = _local(first, 9 if length else 18)
            ends = _local(first + timedelta(days=length), 17 if length else 22)
            sessions.add(ids[code], starts, ends, starts - timedelta(days=5), place, seats, at, BY)


def _open_hours(reward_id: int, today: date, at: datetime) -> None:
    """Two afternoons a week, of an hour each."""
    for offset in range(3, 24):
        day = today + timedelta(days=offset)
        if day.weekday() in (1, 3):
            slots.open_hours(reward_id, *EXPERT, _local(day, 14), _local(day, 17), timedelta(hours=1), at, BY)


def _local(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=ZONE)
