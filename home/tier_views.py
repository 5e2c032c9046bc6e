"""A member's tier: the club card, how far to the next, what each brings; the card's check page for staff."""

from datetime import date

from flask import Blueprint, abort
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from accounts.identity import Visitor
from accounts.models import Person
from accounts.queries import employer_on
from core import clock, reply
from core.database import session, transaction
from home import cards
from home.queries import may_look_after
from points.tiers import places as tier_places
from points.tiers import sentences as tier_sentences
from points.tiers.places import Place

blueprint = Blueprint("home_tier", __name__)


@blueprint.get("/tier")
@allow("rep", "company_manager")
def tier() -> Response:
    """My club card, my progress, every tier and what it brings."""
    visitor, today = me(), clock.local_day(clock.now())
    place = place_for(visitor, today)
    card = cards.card_number(visitor.id)
    return reply.show(
        "home/tier.html",
        stand=place,
        moment=celebrated(place, visitor),
        card_no=card,
        code=cards.card_code(card),
        visitor=visitor,
        kind=visitor.company.kind if visitor.company else "",
        said=tier_sentences,
    )


@blueprint.get("/tier/card")
@allow("rep", "company_manager")
def card() -> Response:
    """My club card alone, to show or to print."""
    visitor = me()
    number = cards.card_number(visitor.id)
    place = place_for(visitor, clock.local_day(clock.now()))
    return reply.show(
        "home/card.html",
        stand=place,
        card_no=number,
        code=cards.card_code(number),
        visitor=visitor,
        said=tier_sentences,
    )


@blueprint.post("/tier/celebration")
@allow("rep", "company_manager")
def seen() -> Response:
    """The moment was seen: it does not come again."""
    visitor = me()
    row = celebrated(place_for(visitor, clock.local_day(clock.now())), visitor)
    if row is not None and row.row is not None:
        standing_id = row.row.id
        with transaction():
            tier_places.celebrate(standing_id, clock.now(), visitor.actor)
    return reply.go("/tier")


@blueprint.get("/staff/card/<card>")
@allow("administrator", "account_manager")
def check(card: str) -> Response:
    """Whose card this is, and whether it is valid today."""
    today = clock.local_day(clock.now())
    person_id = cards.person_of(card) or abort(404)
    person = session.get(Person, person_id) or abort(404)
    company = employer_on(person_id, today)
    if not may_look_after(me(), company):
        abort(404)
    return reply.show(
        "home/card_check.html",
        person=person,
        company=company,
        valid=company is not None and company.kind != "sponsor" and person.disabled_at is None,
        stand=tier_places.place_of(person_id, company.id if company else None, today),
        card_no=card.upper(),
        said=tier_sentences,
    )


def place_for(visitor: Visitor, today: date, fresh: bool = True) -> Place | None:
    """Where a visitor stands; None without tiers."""
    return tier_places.place_of(visitor.id, visitor.company_id, today, fresh)


def celebrated(place: Place | None, visitor: Visitor) -> Place | None:
    """A tier just reached whose moment this visitor has not had; a company's is its manager's."""
    if place is None or place.row is None or place.row.celebrated or place.progress.level is None:
        return None
    return place if place.holder[0] == "person" or visitor.role == "company_manager" else None


def home_words(place: Place) -> tuple[str, str]:
    """Name and sentence of the card on the first page."""
    told = place.progress
    name = _("%(tier)s tier", tier=tier_sentences.name_of(told.level)) if told.level else _("Your first tier")
    keep = tier_sentences.keep_sentence(place.scheme, told)
    return name, keep or tier_sentences.reach_sentence(place.scheme, told) or _("The highest tier is yours")
