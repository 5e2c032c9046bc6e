"""What the demo's programme rewards: sales, what a period brings together, boosts, and what is no sale."""

from datetime import date, datetime, timedelta
from typing import Any

from core.database import transaction
from points.programme import files as rule_files

BY = "demo"
DAY = timedelta(days=1)


def open_rules(start: date, today: date, at: datetime) -> None:
    """Every rule of the story, in force from its first day."""
    with transaction():
        rule_files.load_rules({"rule": rules(start, today)}, at, BY)


def rules(start: date, today: date) -> list[dict[str, Any]]:
    """The programme’s rules as their file would say them."""
    said = [*sales(), *periods(), *acts()]
    return [{**one, "from": start.isoformat()} for one in said] + boosts(today)


def sales() -> list[dict[str, Any]]:
    """What each sale brings."""
    return [
        {
            "code": "ventes",
            "name": {"fr": "Vos ventes", "en": "Your sales"},
            "beneficiary": "rep",
            "points": 1,
            "per_amount": "20.00",
            "multiplier": [{"range": "PAC", "times": "2"}, {"range": "PILOT", "times": "3"}],
        },
        {
            "code": "comptoir",
            "name": {"fr": "Les ventes de votre entreprise", "en": "Your company’s sales"},
            "beneficiary": "selling_company",
            "points": 1,
            "per_amount": "150.00",
            "company_kinds": ["distributor"],
            "multiplier": [{"range": "PAC", "times": "2"}],
        },
        {
            "code": "achats",
            "name": {"fr": "Les achats de votre entreprise", "en": "Your company’s purchases"},
            "beneficiary": "buying_company",
            "company_kinds": ["installer"],
            "points": 1,
            "per_amount": "50.00",
            "multiplier": [{"range": "IRVE", "times": "2"}],
        },
    ]


def periods() -> list[dict[str, Any]]:
    """What the sales of a month or a quarter bring together."""
    return [
        {
            "kind": "threshold",
            "code": "cap-du-mois",
            "name": {"fr": "Le cap du mois", "en": "The month’s mark"},
            "beneficiary": "rep",
            "period": "month",
            "step": [{"at": "40000.00", "points": 150}, {"at": "80000.00", "points": 300}],
        },
        {
            "kind": "pair",
            "code": "duo-confort",
            "name": {"fr": "Le duo confort", "en": "The comfort pair"},
            "beneficiary": "rep",
            "pair": [["PAC", "CHAUD"], ["PILOT"]],
            "together": "document",
            "period": "month",
            "cap": 300,
            "points": 60,
        },
        {
            "kind": "streak",
            "code": "regularite",
            "name": {"fr": "La régularité", "en": "Regular orders"},
            "beneficiary": "buying_company",
            "company_kinds": ["installer"],
            "period": "month",
            "times_in_a_row": 3,
            "at_least": "2000.00",
            "points": 150,
        },
        {
            "kind": "variety",
            "code": "gammes",
            "name": {"fr": "La variété des gammes", "en": "Several ranges"},
            "beneficiary": "buying_company",
            "company_kinds": ["installer"],
            "period": "quarter",
            "step": [{"at": 3, "points": 100}, {"at": 5, "points": 200}],
        },
        {
            "kind": "growth",
            "code": "croissance",
            "name": {"fr": "La croissance", "en": "Growth"},
            "beneficiary": "selling_company",
            "company_kinds": ["distributor"],
            "period": "quarter",
            "growth": "10",
            "growth_on": "increase",
            "per_amount": "500.00",
            "points": 1,
        },
    ]


def acts() -> list[dict[str, Any]]:
    """What is rewarded beside sales."""
    return [
        {
            "kind": "action",
            "code": "formation",
            "name": {"fr": "Une formation suivie", "en": "Training attended"},
            "beneficiary": "rep",
            "act": "training",
            "points": 200,
        },
        {
            "kind": "action",
            "code": "contrat-cadre",
            "name": {"fr": "Un contrat-cadre signé", "en": "A framework contract signed"},
            "beneficiary": "selling_company",
            "act": "contract",
            "points": 1_000,
        },
        {
            "kind": "seniority",
            "code": "fidelite",
            "name": {"fr": "Votre fidélité", "en": "Your years with us"},
            "beneficiary": "selling_company",
            "points": 300,
        },
        {
            "kind": "welcome",
            "code": "bienvenue",
            "name": {"fr": "Bienvenue", "en": "Welcome"},
            "beneficiary": "selling_company",
            "points": 250,
        },
        {
            "kind": "referral",
            "code": "parrainage",
            "name": {"fr": "Le parrainage", "en": "Bringing somebody in"},
            "beneficiary": "selling_company",
            "points": 200,
            "referrer_points": 400,
        },
    ]


def boosts(today: date) -> list[dict[str, Any]]:
    """One that is over, one that runs, one that is coming."""
    return [
        _boost(
            "ete-confort", ("L’été du pilotage", "A summer of controls"), "PILOT", "1.5", today - 60 * DAY
        ),
        _boost("double-bornes", ("Bornes : points doublés", "Chargers twice"), "IRVE", "2", today - 4 * DAY),
        _boost("hiver-radiateurs", ("L’hiver arrive", "Winter is coming"), "RAD", "2", today + 12 * DAY),
    ]


def _boost(code: str, names: tuple[str, str], family: str, times: str, first: date) -> dict[str, Any]:
    return {
        "kind": "boost",
        "code": code,
        "name": {"fr": names[0], "en": names[1]},
        "beneficiary": "rep",
        "times": times,
        "ranges": [family],
        "from": first.isoformat(),
        "to": (first + 13 * DAY).isoformat(),
    }
