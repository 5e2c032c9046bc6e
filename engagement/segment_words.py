"""Conditions in plain words."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from accounts.models import Segment
from accounts.words import KIND_NAMES, SIZE_NAMES
from core.format import euros, percent, reader
from core.format import points as figure
from engagement.conditions import AT_LEAST, Condition, read
from points.models import Tier


def name_of(segment: Segment) -> str:
    """A segment's name in the reader's language."""
    return segment.name_fr if reader().language == "fr" else segment.name_en


def sentences(segment: Segment, tiers: dict[str, str] | None = None) -> list[str]:
    """Each of its conditions as a sentence."""
    return told(read(segment.conditions), tiers)


def told(conditions: Iterable[Condition], tiers: dict[str, str] | None = None) -> list[str]:
    """Conditions as sentences."""
    return [condition(one, tiers or {}) for one in conditions]


def tier_names(rows: Sequence[Tier]) -> dict[str, str]:
    """Tier code → name in the reader's language."""
    french = reader().language == "fr"
    return {row.code: row.name_fr if french else row.name_en for row in rows}


def condition(one: Condition, tiers: dict[str, str]) -> str:
    """One condition as a sentence."""
    if isinstance(one.value, tuple):
        return _worded(one.field, one.value, tiers)
    least = one.how == AT_LEAST
    if one.field == "recency":
        return _recency(least, one.value)
    if one.field == "first":
        return _first(least, one.value)
    if one.field == "potential":
        said = (
            _("Yearly potential of %(amount)s or more") if least else _("Yearly potential up to %(amount)s")
        )
        return str(said % {"amount": euros(one.value)})
    return _over_months(one.field, least, one.value, one.months)


def _worded(field: str, words: tuple[str, ...], tiers: dict[str, str]) -> str:
    names = {"kind": KIND_NAMES, "size": SIZE_NAMES, "tier": tiers}.get(field, {})
    said = ", ".join(str(names.get(word, word)) for word in words)
    labels = {
        "kind": _("Kind: %(words)s", words=said),
        "size": _("Size: %(words)s", words=said),
        "sector": _("Trade: %(words)s", words=said),
        "region": _("Region: %(words)s", words=said),
        "tier": _("Tier: %(words)s", words=said),
    }
    return str(labels[field])


def _recency(least: bool, days: int) -> str:
    if least:
        return str(
            ngettext(
                "Nothing bought or sold for %(num)d day", "Nothing bought or sold for %(num)d days", days
            )
        )
    return str(ngettext("Active within the last day", "Active within the last %(num)d days", days))


def _first(least: bool, days: int) -> str:
    if least:
        return str(ngettext("Known for %(num)d day or more", "Known for %(num)d days or more", days))
    return str(ngettext("New: first sale within %(num)d day", "New: first sale within %(num)d days", days))


def _over_months(field: str, least: bool, value: int, months: int) -> str:
    said = {
        ("turnover", True): _("%(figure)s or more traded"),
        ("turnover", False): _("%(figure)s or less traded"),
        ("growth", True): _("Growth of %(figure)s or more"),
        ("growth", False): _("Growth of %(figure)s or less"),
        ("orders", True): _("Orders: %(figure)s or more"),
        ("orders", False): _("Orders: %(figure)s or less"),
        ("margin", True): _("Margin of %(figure)s or more"),
        ("margin", False): _("Margin of %(figure)s or less"),
    }[field, least]
    write = {"turnover": euros, "orders": figure}.get(field, percent)
    over = (
        ngettext(
            "over the last month against the one before", "over %(num)d months against those before", months
        )
        if field == "growth"
        else ngettext("over the last month", "over the last %(num)d months", months)
    )
    return f"{said % {'figure': write(value)}} {over}"
