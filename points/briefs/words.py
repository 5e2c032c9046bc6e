"""What strategies, objectives, levers and mechanics are called, and what each is for."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from points.rules.briefing import CHALLENGES, LEVERS, MECHANICS

#: Strategy → its name, when to choose it (S004-46…48), what it leads to.
STRATEGIES = {
    "stimulation": (
        _l("Stimulation"),
        _l("Boost sales over a short time"),
        _l("Challenges and boosts: a first day, a last day, a prize."),
    ),
    "loyalty": (
        _l("Loyalty"),
        _l("Make customers come back, year after year"),
        _l("Points all year round, tiers and services."),
    ),
    "mix": (
        _l("Both together"),
        _l("Engage all year, with peaks of intensity"),
        _l("A permanent programme, with challenges on top."),
    ),
}
OBJECTIVES = {
    "defensive": _l("Defensive: keep the business that you have"),
    "offensive": _l("Offensive: win more of it"),
    "margin": _l("Margin: sell better rather than more"),
    "relational": _l("Relational: be closer, and be recommended"),
}
LEVER_NAMES = {
    "frequency": _l("Order more often"),
    "retention": _l("Stay (against attrition)"),
    "reactivation": _l("Come back after a silence"),
    "volume": _l("Buy more in all"),
    "basket": _l("Larger baskets"),
    "cross_sell": _l("Cross-selling"),
    "range": _l("Try other ranges"),
    "mix": _l("Towards what earns more"),
    "strategic": _l("Strategic products"),
    "referral": _l("Recommendation"),
    "training": _l("Training"),
    "seniority": _l("Years together"),
}


def lever_choices() -> list[tuple[str, str]]:
    """Every lever with its objective before it."""
    short = {
        "defensive": _("Defensive"),
        "offensive": _("Offensive"),
        "margin": _("Margin"),
        "relational": _("Relational"),
    }
    return [
        (lever, f"{short[objective]} – {LEVER_NAMES[lever]}")
        for objective, levers in LEVERS.items()
        for lever in levers
    ]


def mechanics(lever: str, titles: dict[str, str]) -> list[tuple[str, str]]:
    """Kinds of rule that fit a lever: (kind, title)."""
    return [(kind, titles.get(kind, kind)) for kind in MECHANICS.get(lever, ())]


def challenge_counts(lever: str) -> str:
    """What a challenge counts for a lever, in words; empty where none moves it."""
    named = {"amount": _("the euros sold"), "quantity": _("the pieces sold")}
    return str(named.get(CHALLENGES.get(lever, ""), ""))
