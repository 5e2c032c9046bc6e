"""What the desk's form of a reward lets one choose from."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from accounts.models import Segment
from catalog import pictures
from catalog.cards import providers
from catalog.models import Supplier
from catalog.pages import reward_words as said
from catalog.pages import shelf_words, words
from core.assets import STATIC
from core.clock import local_day, now
from core.database import session
from core.format import reader
from points.tiers import schemes
from products.models import Range

Choices = list[tuple[str, str]]


def offer(form: Any) -> Any:
    """Fill a form's choices, in the reader's words; the same form."""
    form.category.choices = words.choices(words.CATEGORIES)
    form.family.choices = words.choices(shelf_words.FAMILIES)
    form.nature.choices = words.choices(said.NATURES)
    form.drivers.choices = words.choices(shelf_words.DRIVERS)
    form.form.choices = words.choices(words.FORMS)
    form.beneficiary.choices = words.choices(words.BENEFICIARIES)
    form.supplier_id.choices = [(0, _("None: from you")), *_suppliers(form.supplier_id.data)]
    form.picture.choices = _pictures(form.picture.data or "")
    form.for_kinds.choices = words.choices(said.COMPANY_KINDS)
    form.for_segments.choices = segments(form.for_segments.data)
    form.for_tiers.choices = tiers(form.for_tiers.data)
    form.for_ranges.choices = form.ranges.choices = _ranges()
    form.locked.choices = words.choices(said.LOCKED)
    form.side.choices = words.choices(said.SIDES)
    form.what.choices = words.choices(said.ENTITLEMENTS)
    form.provider.choices = [
        (name, str(_(said.PROVIDERS[name])) if name in said.PROVIDERS else name) for name in providers.names()
    ]
    return form


def tiers(held: Any = ()) -> Choices:
    """The tiers in force, the lowest first, and those that a reward names although they are gone."""
    scheme = schemes.in_force(local_day(now()))
    found = [
        (one.code, one.name_en if _english() else one.name_fr) for one in (scheme.tiers if scheme else ())
    ]
    return _with(found, held)


def segments(held: Any = ()) -> Choices:
    """The segments that are reckoned, and those that a reward names."""
    rows = session.scalars(select(Segment).where(Segment.retired_at.is_(None)).order_by(Segment.code))
    return _with([(one.code, one.name_en if _english() else one.name_fr) for one in rows], held)


def _ranges() -> Choices:
    return [(one.code, one.name) for one in session.scalars(select(Range).order_by(Range.sort_key))]


def _suppliers(held: int | None) -> list[tuple[int, str]]:
    rows = session.scalars(select(Supplier).order_by(Supplier.name))
    return [(one.id, one.name) for one in rows if one.retired_at is None or one.id == held]


def _pictures(held: str) -> Choices:
    names = sorted({*pictures.shipped(STATIC), *([held] if held else [])})
    return [("", _("No picture")), *((name, name) for name in names)]


def _with(found: Choices, held: Any) -> Choices:
    known = {code for code, _name in found}
    wanted = [held] if isinstance(held, str) else held or ()
    return [*found, *((code, code) for code in wanted if code and code not in known)]


def _english() -> bool:
    return reader().language == "en"
