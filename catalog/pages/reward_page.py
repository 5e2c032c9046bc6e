"""The desk's page of one reward: what it is, and everything that it is made of, each with its form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import Row
from werkzeug.wrappers import Response

from accounts.models import Person
from catalog.cards import providers
from catalog.keeping import parts as keeping_parts
from catalog.keeping import prices as keeping_prices
from catalog.keeping import queries
from catalog.models import Order, Reward, RewardSession, RewardVariant, ServiceSlot
from catalog.pages import reward_choices, reward_reading, reward_words, words
from catalog.pages.reward_forms import (
    DateForm,
    HoursForm,
    NamesForm,
    NewRewardForm,
    PartsForm,
    PricesForm,
    RewardForm,
    StockForm,
    VariantForm,
)
from catalog.rules import details as kinds
from catalog.rules.kinds import KINDS, MADE_OF_PARTS, NEVER_ORDERED, WITH_SESSIONS, WITH_SLOTS
from core.clock import ZONE, now
from core.database import session
from core.format import reader
from core.reply import show

#: Empty lines under those that are there.
MORE_PARTS, MORE_PRICES = 3, 2


@dataclass(frozen=True)
class Made:
    """What a reward is made of, read once; empty where its kind has none."""

    variants: Sequence[RewardVariant]
    dates: Sequence[RewardSession]
    hours: Sequence[Row[ServiceSlot, Order, Person]]


def page(
    found: Reward, status: int = 200, form: RewardForm | None = None, opened: str = "", **forms: Any
) -> Response:
    """The page, with forms that were sent and refused in the place of fresh ones; `opened` unfolds one."""
    made = _made(found, now())
    return show(
        "catalog/reward_form.html",
        status=status,
        reward=found,
        made=made,
        form=form or reward_choices.offer(RewardForm(formdata=None, data=reward_reading.held(found))),
        for_some=bool(found.audience) or bool(form and form.errors),
        forms={**_fresh(found, made), **forms},
        opened=opened,
        **_about(found.kind, found.details),
    )


def new_page(form: NewRewardForm, status: int = 200) -> Response:
    """An empty reward of a kind."""
    kind = str(form.kind.data)
    return show("catalog/reward_form.html", status=status, form=form, reward=None, **_about(kind, {}))


def new_form(kind: str) -> NewRewardForm:
    """The form of a new reward, as its kind usually is."""
    wanted = kind if kind in KINDS else KINDS[0]
    form: NewRewardForm = reward_choices.offer(
        NewRewardForm(formdata=None, data=reward_reading.usual(wanted))
    )
    return form


def reward_or_404(reward_id: int) -> Reward:
    """The reward of an address."""
    return session.get(Reward, reward_id) or abort(404)


def _about(kind: str, details: dict[str, Any]) -> dict[str, Any]:
    return {
        "kinds": words.choices(words.KINDS),
        "kind": kind,
        "fields": [reward_reading.FIELD_OF.get(key, key) for key in kinds.FIELDS.get(kind, {})],
        "needs": _(reward_words.NEEDS[kind]) if kind in reward_words.NEEDS else "",
        "coded": kinds.counted_by_codes(kind, details),
        "with_parts": kind in MADE_OF_PARTS,
        "with_dates": kind in WITH_SESSIONS,
        "with_hours": kind in WITH_SLOTS,
        "ordered": kind not in NEVER_ORDERED,
        "providers": providers.names(),
        "language": reader().language,
    }


def _made(found: Reward, at: datetime) -> Made:
    return Made(
        found.variants,
        queries.dates_of(found.id) if found.kind in WITH_SESSIONS else [],
        queries.hours_of(found.id, at) if found.kind in WITH_SLOTS else [],
    )


def _fresh(found: Reward, made: Made) -> dict[str, Any]:
    """A form for everything, as the page shows it first."""
    forms: dict[str, Any] = {
        "stock": StockForm(formdata=None, seen=_seen(found)),
        "variant": VariantForm(formdata=None, prefix="variant"),
        "date": DateForm(formdata=None, prefix="date"),
        "hours": HoursForm(formdata=None, prefix="hours"),
        "parts": parts_form(found),
        "prices": prices_form(found),
    }
    for one in made.variants:
        forms[f"stock{one.id}"] = StockForm(formdata=None, prefix=f"stock{one.id}", seen=_seen(one))
        forms[f"names{one.id}"] = NamesForm(formdata=None, prefix=f"names{one.id}", obj=one)
    for date in made.dates:
        forms[f"date{date.id}"] = DateForm(formdata=None, prefix=f"date{date.id}", data=_date(date))
    return forms


def parts_form(found: Reward) -> PartsForm:
    """What it holds now, and some empty lines; as sent, where it was sent."""
    form = PartsForm(prefix="parts", data={"rows": [_part(one) for one in found.parts]})
    offered = queries.parts_on_offer(found, keeping_parts.PARTS)
    for _more in range(MORE_PARTS if not form.is_submitted() else 0):
        form.rows.append_entry()
    for row in form.rows:
        row.form.part.choices = [(0, "–"), *((one.id, one.name(reader().language)) for one in offered)]
    return form


def prices_form(found: Reward) -> PricesForm:
    """The prices for some as they stand, and some empty lines; as sent, where it was sent."""
    rows = [vars(one) for one in keeping_prices.rows_of(found)]
    form = PricesForm(prefix="prices", data={"rows": rows})
    for _more in range(MORE_PRICES if not form.is_submitted() else 0):
        form.rows.append_entry()
    for row in form.rows:
        row.form.tier.choices = [("", _("All")), *reward_choices.tiers(row.form.tier.data)]
        row.form.segment.choices = [("", _("All")), *reward_choices.segments(row.form.segment.data)]
        row.form.company_kind.choices = [("", _("All")), *words.choices(reward_words.COMPANY_KINDS)]
    return form


def _part(one: Any) -> dict[str, int]:
    return {"part": one.part_id, "quantity": one.quantity}


def _date(one: RewardSession) -> dict[str, object]:
    local = {
        name: getattr(one, f"{name}_at").astimezone(ZONE).replace(tzinfo=None)
        for name in ("starts", "ends", "closes")
    }
    return {**local, "place": one.place, "seats": one.seats}


def _seen(counted: Reward | RewardVariant) -> str:
    return "" if counted.received is None else str(counted.received)
