"""What the demo's people want: advantages that companies hold, ideas, and which rewards were looked at."""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select

from catalog import fulfilling
from catalog.models import Entitlement, Reward
from catalog.shelf import ideas, sightings
from core.clock import local_day
from core.database import session, transaction
from core.rules import Refused
from seeds import network
from seeds.agenda import Agenda

BY = "demo"
#: What companies order for long, in turn.
LASTING = ("remise-radiateurs", "livraison-offerte", "acces-anticipe")
#: How many companies try.
COMPANIES = 12
IDEAS = (
    ("Un casque de soudure à écran couleur", "Trois chantiers de rénovation en cuivre ce trimestre"),
    ("Une place au salon Interclima", "Voir les nouveautés avant de conseiller nos installateurs"),
    ("Un abonnement de covoiturage", ""),
)
#: Days on which the shelf was looked at; every seventh reward so often a day, the others once.
DAYS, TIMES, EVERY = 20, 3, 7


def fill(cast: network.Cast, at: datetime) -> str:
    """Advantages, ideas and sights; what there is, in a sentence."""
    shelf = {one.code: one.id for one in session.scalars(select(Reward).where(Reward.retired_at.is_(None)))}
    _suggest(cast, at)
    _look(sorted(shelf.values()), at)
    held = session.scalar(select(func.count()).select_from(Entitlement)) or 0
    return f"{held} advantages that companies hold, {len(IDEAS)} ideas for the catalogue"


def plan_advantages(cast: network.Cast, at: datetime, agenda: Agenda) -> None:
    """What companies order for long, approved the day after."""
    shelf = {one.code: one.id for one in session.scalars(select(Reward).where(Reward.code.in_(LASTING)))}
    managers = [one for one in cast.members if one.role == "company_manager"][:COMPANIES]
    for n, one in enumerate(managers):
        wanted = shelf[LASTING[n % len(LASTING)]]
        who = cast.person_ids[one.code], cast.company_ids[one.firm]
        agenda.plan(at - timedelta(days=20), partial(_order, agenda, f"demo-lasting-{n:02d}", *who, wanted))


def _order(agenda: Agenda, key: str, person: int, company: int, wanted: int, when: datetime) -> None:
    with suppress(Refused), transaction():
        number = fulfilling.order(person, company, wanted, 1, key, when, f"person:{person}").id
        agenda.plan(when + timedelta(days=1), partial(_approve, number))


def _approve(number: int, when: datetime) -> None:
    with transaction():
        fulfilling.approve(number, when, BY)


def _suggest(cast: network.Cast, at: datetime) -> None:
    reps = [one for one in cast.members if one.role == "rep"]
    for n, (words, why) in enumerate(IDEAS):
        person, company = cast.person_ids[reps[n].code], cast.company_ids[reps[n].firm]
        told = at - timedelta(days=9 - 3 * n)
        with transaction():
            number = ideas.suggest(person, company, words, why, f"demo-idea-{n}", told)
        if n == len(IDEAS) - 1:
            with transaction():
                ideas.answer(
                    number,
                    False,
                    "Belle idée, mais hors de notre métier : merci !",
                    told + timedelta(hours=5),
                    BY,
                )


def _look(reward_ids: list[int], at: datetime) -> None:
    today = local_day(at)
    with transaction():
        for ago in range(DAYS):
            for often in (1, *[EVERY] * (TIMES - 1)):
                sightings.note_seen(reward_ids[::often], today - timedelta(days=ago), "", "distributor")
