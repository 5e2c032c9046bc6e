"""A reward looked at closely: all that its own page tells, in one statement, and which ones there are."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, exists, literal_column, select

from catalog.models import Reward, RewardVariant, Supplier, Wish
from catalog.rules.prices import registered_cents
from core.database import Key, ask

_REWARDS, _VARIANTS = Reward.__table__.c, RewardVariant.__table__.c
_SUPPLIERS, _WISHES = Supplier.__table__.c, Wish.__table__.c
_REWARD = bindparam("reward", type_=Key)


class Told(NamedTuple):
    """What a page says of a reward to somebody."""

    id: int
    name_fr: str
    name_en: str
    about_fr: str
    about_en: str
    benefit_fr: str
    benefit_en: str
    category: str
    kind: str
    nature: str
    drivers: list[str]
    form: str
    beneficiary: str
    picture: str
    cost_cents: int
    stock: int | None
    delay_days: int
    valid_days: int | None
    details: dict[str, Any]
    #: the partner whose own it is; None for none
    partner: str | None
    #: whether the reader keeps it in mind
    wished: bool

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.name_en if language == "en" else self.name_fr

    def about(self, language: str) -> str:
        """What it is, in a language."""
        return self.about_en if language == "en" else self.about_fr

    def benefit(self, language: str) -> str:
        """What it brings to a business, in a language."""
        return self.benefit_en if language == "en" else self.benefit_fr

    @property
    def value_cents(self) -> int:
        """What the register counts for one piece, cents."""
        return registered_cents(self.form, self.details, self.cost_cents)


class Variant(NamedTuple):
    """A size, colour or model that is still offered."""

    id: int
    name_fr: str
    name_en: str
    #: pieces left; None for without limit
    stock: int | None

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.name_en if language == "en" else self.name_fr


def told(reward_id: int, person_id: int) -> Told | None:
    """A reward, to whomever it is told; None when there is none."""
    row = ask(_told(), reward=reward_id, person=person_id).one_or_none()
    return Told._make(row) if row else None


def variants_of(reward_id: int) -> list[Variant]:
    """Which ones there are, in the order in which they were entered."""
    return [Variant._make(row) for row in ask(_OFFERED, reward=reward_id)]


@cache
def _told() -> Select[*tuple[Any, ...]]:
    wished = exists().where(_WISHES.person_id == bindparam("person", type_=Key), _WISHES.reward_id == _REWARD)
    theirs = and_(_SUPPLIERS.id == _REWARDS.supplier_id, _SUPPLIERS.kind == literal_column("'partner'"))
    return (
        select(
            *(_REWARDS[name] for name in Told._fields[:-2]),
            _SUPPLIERS.name.label("partner"),
            wished.label("wished"),
        )
        .join_from(Reward.__table__, Supplier.__table__, theirs, isouter=True)
        .where(_REWARDS.id == _REWARD)
    )


_OFFERED = (
    select(_VARIANTS.id, _VARIANTS.name_fr, _VARIANTS.name_en, _VARIANTS.stock)
    .where(_VARIANTS.reward_id == _REWARD, _VARIANTS.retired_at.is_(None))
    .order_by(_VARIANTS.id)
)
