"""Opens the demo's shop: products, terms, rewards."""

from datetime import date, datetime
from pathlib import Path

from catalog import importing
from compliance import actions as law
from core.database import transaction
from products import actions as products
from seeds import kinds, terms
from seeds.products import RANGES

BY = "demo"
#: Some fifty rewards, of each kind at least one, as a sponsor would bring them.
REWARDS = Path(__file__).parent / "rewards.csv"


def open_doors(at: datetime) -> None:
    """Products and their ranges."""
    with transaction():
        for family in RANGES:
            made = products.add_range(
                family.code, family.name, at, BY, unit_fr=family.unit_fr, unit_en=family.unit_en
            )
            for reference, name, _price in family.products:
                products.add_product(
                    reference, name, made.id, at, BY, margin_bp=family.margin_bp, strategic=family.strategic
                )


def fill_shelves(today: date, at: datetime) -> None:
    """The catalogue, with one reward of each kind at least; tiers are known by then."""
    kinds.open_suppliers(at)
    with transaction():
        importing.import_rewards(REWARDS.read_bytes(), at, BY)
    kinds.fill(today, at)


def publish_terms(start: date, at: datetime) -> int:
    """The programme’s terms; their key."""
    with transaction():
        return law.publish_terms(terms.VERSION, terms.FRENCH, terms.ENGLISH, start, at, BY).id
