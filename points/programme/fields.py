"""Which fields a rule of each kind has, and how the kinds are offered."""

from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext

from points.rules import Rule, Step
from points.sentences.examples import example
from points.sentences.kinds import kind_titles
from points.sentences.words import Words

ALWAYS = {
    "csrf_token", "kind", "code", "name_fr", "name_en", "beneficiary", "starts_on", "ends_on",
    "company_kinds", "segments", "tiers",
}  # fmt: skip
SALES = {"ranges", "products", "not_ranges", "not_products", "only_strategic", "sale_kind"}
WEIGHTS = {"times", "product_times", "strategic_times", "margins", "tier_times"}
CAPPED = {"period", "cap"}
FIELDS: dict[str, set[str]] = {
    "per_amount": {"points", "per", "incremental"} | WEIGHTS | SALES | CAPPED,
    "per_unit": {"points", "per", "incremental"} | WEIGHTS | SALES | CAPPED,
    "per_line": {"points", "incremental"} | WEIGHTS | SALES | CAPPED,
    "boost": {"boost_times", "points", "each", "lifts"} | SALES,
    "bands": {"bands", "per", "steps", "measure"} | SALES | CAPPED,
    "threshold": {"steps", "measure"} | SALES | CAPPED,
    "streak": {"points", "times_in_a_row", "at_least", "measure"} | SALES | CAPPED,
    "variety": {"steps"} | SALES | CAPPED,
    "pair": {"points", "pair_one", "pair_other", "together"} | SALES | CAPPED,
    "frequency": {"points", "growth"} | SALES | CAPPED,
    "minimum": {"points", "at_least", "measure"} | SALES | CAPPED,
    "growth": {"points", "per", "growth", "growth_on", "at_least", "measure"} | SALES | CAPPED,
    "action": {"points", "act"} | CAPPED,
    "seniority": {"points"},
    "welcome": {"points", "hours"},
    "referral": {"points", "referrer_points", "tier_credit"} | CAPPED,
}
#: A rule's fields (see rules/sound.py) that stand under another name in the form.
PLACES = {"pair": "pair_one"}


class Offered(NamedTuple):
    """A kind as a card: what it rewards, and what it could bring."""

    kind: str
    title: str
    sentence: str
    example: str
    icon: str


def offered() -> list[tuple[str, list[Offered]]]:
    """Every kind, in groups."""
    titles, sentences = kind_titles(), _sentences()
    return [
        (group, [Offered(k, titles[k], sentences[k], _example(k), ICONS.get(k, "bolt")) for k in kinds])
        for group, kinds in (
            (gettext("Each sale"), ("per_amount", "per_unit", "per_line")),
            (gettext("All sales of a period together"), PERIOD_ORDER),
            (gettext("For some days"), ("boost",)),
            (gettext("Other acts"), ("action", "seniority", "welcome", "referral")),
        )
    ]


PERIOD_ORDER = ("threshold", "bands", "growth", "streak", "variety", "pair", "frequency", "minimum")
ICONS = {
    "per_amount": "coins", "per_unit": "coins", "per_line": "receipt", "bands": "trending-up",
    "threshold": "target", "growth": "trending-up", "streak": "calendar", "variety": "star",
    "pair": "link", "frequency": "calendar", "minimum": "check", "action": "school",
    "seniority": "rosette-discount-check", "welcome": "gift", "referral": "users",
}  # fmt: skip


def _sentences() -> dict[str, str]:
    return {
        "per_amount": gettext("So many points for so many euros of each sale."),
        "per_unit": gettext("So many points for each piece sold."),
        "per_line": gettext("A fixed number of points for each line of an invoice."),
        "boost": gettext("More points for some days, on top of the other rules."),
        "bands": gettext("The rate rises with what is sold in the period."),
        "threshold": gettext("A bonus for each volume reached in the period."),
        "streak": gettext("A bonus for so many periods in a row with an order."),
        "variety": gettext("A bonus for so many different ranges in the period."),
        "pair": gettext("A bonus for two ranges that complete each other."),
        "frequency": gettext("A bonus for more days with an order than a year before."),
        "minimum": gettext("A bonus when the volume committed to is kept."),
        "growth": gettext("Points on what is sold, once it exceeds the year before."),
        "action": gettext("A training, a framework contract, an event, a testimonial."),
        "seniority": gettext("Points on each anniversary of membership."),
        "welcome": gettext("Points for joining, also within hours of the launch."),
        "referral": gettext("Points for both sides at the newcomer’s first sale."),
    }


def sample(kind: str) -> Rule:
    """A rule of a kind, for its card."""
    said = Rule(0, "", 0, kind, "rep", date.min, points=200, period="month")
    steps = (Step(500_000, 200), Step(1_000_000, 300))
    changes: dict[str, dict[str, Any]] = {
        "per_amount": {"points": 1, "per": 1_000},
        "per_unit": {"points": 5},
        "per_line": {"points": 2},
        "boost": {"points": 0, "times_bp": 20_000},
        "bands": {"per": 1_000, "bands": "marginal", "steps": (Step(0, 1), Step(1_000_000, 2))},
        "threshold": {"steps": steps},
        "streak": {"times": 3, "at_least": 100_000},
        "variety": {"steps": (Step(3, 100), Step(5, 200))},
        "pair": {"pair": (frozenset({1}), frozenset({2})), "together": "document"},
        "frequency": {"growth_bp": 1_000},
        "growth": {"points": 1, "per": 1_000, "growth_bp": 1_000, "growth_on": "whole"},
    }
    return said._replace(**changes.get(kind, {}))


def _example(kind: str) -> str:
    return example(sample(kind), Words({}, {}, {}, {}))
