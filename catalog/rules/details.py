"""What each kind of reward has to say of itself, and whom it is for: checked before it is kept."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from catalog.rules.kinds import LOCKED
from core.rules import N_, Refused

#: What an entitlement gives: a priority line, products before others, longer terms of payment, or else.
ENTITLEMENTS = ("hotline", "early_access", "payment_terms", "other")
#: Which of a company's volumes a scale is read with.
SIDES = ("bought", "sold")
COMPANY_KINDS = ("distributor", "installer")
#: The codes of a local pool are ours, those of the desk are handed over by staff; any other provider is
#: named in the settings.
POOL, DESK = "pool", "desk"
MOST_CENTS = 10**9

#: What a kind has, and whether it cannot do without; a kind that is not here has nothing of its own.
FIELDS: dict[str, dict[str, bool]] = {
    "gift_card": {"provider": True, "face_cents": True},
    "discount": {"percent_bp": True, "ranges": False},
    "volume_discount": {"scale": True, "side": True},
    "rebate": {"scale": True, "side": True},
    "deferred_discount": {"amount_cents": True},
    "credit_note": {"amount_cents": True},
    "entitlement": {"what": True, "days": False, "contact": False, "unlocked": False},
    "service": {"contact": False},
}
#: What somebody reads whose reward says it wrongly.
SENTENCES = {
    "provider": N_(
        "Name the card’s provider: “pool” for codes of your own, “desk” for cards that your team hands over."
    ),
    "face_cents": N_("Say what the card is worth in shops, above zero."),
    "percent_bp": N_("Say how many percent the discount gives, above 0 and up to 100."),
    "ranges": N_("Name each range by its code, once."),
    "scale": N_("Write the steps from the lowest volume up: “10000: 2” gives 2 percent from 10,000 € on."),
    "side": N_("Say which volume counts: what the company bought, or what it sold."),
    "amount_cents": N_("Say how much it is worth, above zero."),
    "what": N_("Say what it gives: a priority line, early access, terms of payment or something else."),
    "days": N_("Say how many days the company has to pay, up to 365."),
    "contact": N_("Say whom to call or write to, in 160 characters."),
    "unlocked": N_("Only an entitlement can be unlocked by a tier instead of bought."),
    "kinds": N_("A reward is for distributors, installers or both."),
    "segments": N_("Name each segment by its code, once."),
    "tiers": N_("Name each tier by its code, once."),
    "locked": N_("Say what those below the tier see: the reward greyed, or nothing."),
}
OTHER = N_("A reward of this kind has no “%(key)s”.")


class DetailsWrong(Refused):
    """What a kind needs is missing or not possible; the sentence is its key's."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.sentence = SENTENCES.get(key, OTHER)
        super().__init__(**({} if key in SENTENCES else {"key": key}))


class CompaniesOnly(Refused):
    """A condition of an account, offered to a person."""

    key = "beneficiary"

    sentence = N_("A rebate, a credit note, a scale or terms of payment belong to a company’s account.")


class NeverFree(Refused):
    """No points, though nothing else opens it."""

    key = "price_points"

    sentence = N_("Give it a price in points: only rebates, and what a tier unlocks, cost none.")


def completed(kind: str, details: Mapping[str, Any], cost_cents: int) -> dict[str, Any]:
    """The details with what goes without saying: a card that staff hand over is worth what it costs."""
    implied: dict[str, dict[str, Any]] = {
        "gift_card": {"provider": DESK, "face_cents": cost_cents},
        "volume_discount": {"side": SIDES[0]},
        "rebate": {"side": SIDES[0]},
        "entitlement": {"what": "other"},
    }
    return {**implied.get(kind, {}), **details}


def counted_by_codes(kind: str, details: Mapping[str, Any]) -> bool:
    """Whether its pieces are the codes of its pool, and nothing else."""
    return kind == "gift_card" and details.get("provider") == POOL


def check(kind: str, details: Mapping[str, Any]) -> list[str]:
    """The keys that are missing, impossible, or not of this kind."""
    fields = FIELDS.get(kind, {})
    needed = {name for name, always in fields.items() if always}
    if details.get("what") == "payment_terms":
        needed.add("days")
    if details.get("what") == "hotline":
        needed.add("contact")
    wrong = [name for name in details if name not in fields]
    wrong += [name for name in fields if name in needed and name not in details]
    wrong += [name for name in fields if name in details and not _POSSIBLE[name](details[name])]
    return wrong


def check_audience(audience: Mapping[str, Any]) -> list[str]:
    """The keys of an audience that are unknown or impossible."""
    lists = ("kinds", "segments", "tiers", "ranges")
    wrong = [name for name in audience if name not in (*lists, "locked")]
    wrong += [name for name in lists if not _codes(audience.get(name, []))]
    if not wrong and not set(audience.get("kinds", [])) <= set(COMPANY_KINDS):
        wrong.append("kinds")
    if audience.get("locked", LOCKED[0]) not in LOCKED:
        wrong.append("locked")
    return wrong


def obstacles(values: Mapping[str, Any]) -> list[DetailsWrong | CompaniesOnly | NeverFree]:
    """What keeps a reward of such columns from being kept, each with the key that it is about."""
    kind, details = values["kind"], values["details"]
    found: list[DetailsWrong | CompaniesOnly | NeverFree] = [
        DetailsWrong(key) for key in (*check(kind, details), *check_audience(values["audience"]))
    ]
    if for_companies(kind, details) and values["beneficiary"] != "company":
        found.append(CompaniesOnly())
    if not values["price_points"] and not may_cost_nothing(kind, details):
        found.append(NeverFree())
    return found


def for_companies(kind: str, details: Mapping[str, Any]) -> bool:
    """Whether only a company's account can have it."""
    return kind in ("rebate", "volume_discount", "credit_note") or details.get("what") == "payment_terms"


def may_cost_nothing(kind: str, details: Mapping[str, Any]) -> bool:
    """Whether it may be had without points: computed at the year's end, or unlocked by a tier."""
    return kind == "rebate" or bool(details.get("unlocked"))


def _whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _one_of(choices: Sequence[str]) -> Callable[[Any], bool]:
    return lambda value: value in choices


def _words(longest: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and 0 < len(value.strip()) <= longest


def _codes(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(map(_words(40), value)) and len({*value}) == len(value)


def _scale(value: Any) -> bool:
    """Steps {from_cents, rate_bp}, each from a higher volume than the one before."""
    if not isinstance(value, list) or not value:
        return False
    keys = {"from_cents", "rate_bp"}
    if not all(isinstance(step, dict) and set(step) == keys for step in value):
        return False
    starts = [step["from_cents"] for step in value]
    return (
        all(map(_whole(0, 10**15), starts))
        and starts == sorted(set(starts))
        and all(_whole(1, 10_000)(step["rate_bp"]) for step in value)
    )


_POSSIBLE: dict[str, Callable[[Any], bool]] = {
    "provider": _words(40),
    "face_cents": _whole(1, MOST_CENTS),
    "percent_bp": _whole(1, 10_000),
    "ranges": _codes,
    "scale": _scale,
    "side": _one_of(SIDES),
    "amount_cents": _whole(1, MOST_CENTS),
    "what": _one_of(ENTITLEMENTS),
    "days": _whole(1, 365),
    "contact": _words(160),
    "unlocked": lambda value: isinstance(value, bool),
}
