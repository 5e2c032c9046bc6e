"""The demo’s challenges: one finished, one running with all its games, one announced, a series."""

from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from accounts.models import Person
from challenges import actions as drafts
from challenges.document.moving import moved
from challenges.document.reading import brief_in, from_toml, stored
from challenges.document.templates import Wish
from challenges.document.templates import launch as new_range
from challenges.life import appeals, forecasts, lifecycle, series
from challenges.models import Challenge, Participation
from challenges.rules.forecast import Inputs
from core import audit
from core.database import session, transaction
from points.ledger import endowing
from seeds.network import BY, Cast

DOCUMENTS = Path(__file__).parent / "challenges"
DAYS = 21
#: Points that the sponsor sets aside for the year's prizes.
FUND = 600_000
#: What the demo's challenges are to bring: 800 000 € over three weeks, 12 % more, at a margin of 28 %.
FORESEEN = Inputs(
    baseline_cents=80_000_000,
    growth_bp=1_200,
    margin_bp=2_800,
    generosity_bp=2_000,
    points=60_000,
    worth_cents=1_000,
    technology_cents=150_000,
    animation_cents=400_000,
    charges_cents=30_000,
)
MISSING = "Ma vente du 8 à l’Atelier Perrin n’est pas comptée. J’ai la facture signée."


def endow(at: datetime) -> None:
    """The sponsor sets the year's prizes aside."""
    with transaction():
        endowing.endow(FUND, "Budget de l’année pour les challenges", "fund:prizes:seed", at, BY)


def launch(cast: Cast, code: str, first: date, at: datetime) -> int:
    """Write a challenge of three weeks down from its file, foresee what it brings, launch it; its id."""
    challenge_id, head = draft(code, first, at), audit.by(cast.person("P-ADM"))
    with transaction():
        forecast = forecasts.write(challenge_id, FORESEEN, at, head)
        forecasts.approve(forecast, "", at, head)
        lifecycle.launch(challenge_id, at, BY)
    return challenge_id


def draft(code: str, first: date, at: datetime) -> int:
    """Write a challenge down from its file, for a window of three weeks; its id."""
    text = (DOCUMENTS / f"{code}.toml").read_text(encoding="utf-8")
    document = moved(from_toml(text), first, DAYS)
    with transaction():
        return drafts.save_draft(document, at, BY, brief_in(text))


def certify(at: datetime) -> None:
    """The administrator reads what the clock proposes, and certifies it."""
    head = session.scalars(select(Person.id).where(Person.code == "P-ADM")).one()
    for number in session.scalars(select(Challenge.id).where(Challenge.proposed_hash != "")).all():
        with transaction():
            lifecycle.certify(number, at, audit.by(head))


def prepare(cast: Cast, today: date, at: datetime) -> None:
    """What stands ready this morning: one announced, a draft from a template, a series, an open appeal."""
    launch(cast, "hiver-bornes", today + timedelta(days=10), at)
    wish = Wish(today, 60_000, 60, ("IRVE",))
    with transaction():
        drafts.save_draft(new_range(wish), at, BY)
        _repeat(at)
    with transaction():
        _contest(cast, at)


def _repeat(at: datetime) -> None:
    """Every quarter, three weeks like those of the water heaters (S004-42)."""
    row = session.scalars(select(Challenge).where(Challenge.code == "rentree-ecs")).one()
    series.make(
        stored(row.document), "trimestre", "Le challenge du trimestre", ("quarter", 14, DAYS, 45), at, BY
    )


def _contest(cast: Cast, at: datetime) -> None:
    """The demo's rep misses a sale in the running challenge."""
    person = cast.person("P-REP")
    running = session.scalars(select(Challenge.id).where(Challenge.code == "cap-brisa")).one()
    entrant = session.scalars(
        select(Participation.entrant_id).where(
            Participation.challenge_id == running,
            Participation.kind == "person",
            Participation.subject_id == person,
        )
    ).one()
    appeals.send(running, entrant, person, "demo-appeal", "FA-47650", MISSING, at - timedelta(hours=20))
