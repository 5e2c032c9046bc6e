"""Which column of a file of quotes means what: guessed from the headers, checked whole."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from core.figures import ORDERS
from sales.mapping import DECIMALS, MappingRefused, Spec, guess_from

#: What a quote is made of, in the order of a form.
FIELDS = (
    "number",
    "quoted_on",
    "state",
    "decided_on",
    "selling_company",
    "rep",
    "buying_company",
    "product",
    "range",
    "amount",
)
NEEDED = ("number", "quoted_on", "state")
#: How exports call them, between bars, the surest first.
SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "number": (
            "n° devis|no devis|numero devis|numero de devis|n° de devis|devis|quote number|quote no|quote|"
            "opportunity|offre|n° offre|reference devis"
        ),
        "quoted_on": "date devis|date de devis|date du devis|emis le|quote date|quoted on|created|date",
        "state": "etat|statut|resultat|issue|state|status|stage|outcome",
        "decided_on": (
            "date decision|date de decision|decide le|date reponse|date de reponse|gagne le|date cloture|"
            "decision date|decided on|closed on|close date|won on"
        ),
        "selling_company": (
            "distributeur|code distributeur|societe|agence|entreprise|selling company|seller|distributor|"
            "company"
        ),
        "rep": (
            "commercial|code commercial|vendeur|code vendeur|representant|rep|sales rep|salesperson|owner|"
            "employee"
        ),
        "buying_company": "installateur|code installateur|client|code client|buying company|customer|buyer",
        "product": "reference produit|code article|article|produit|ean|gtin|product|sku",
        "range": "gamme|code gamme|famille|range|family",
        "amount": "montant ht|montant|total ht|montant du devis|amount|net amount|total|value",
    }
)
#: How exports say what became of a quote, folded.
STATES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "open": ("open", "ouvert", "en cours", "envoye", "emis", "en attente", "pending", "sent"),
        "won": ("won", "gagne", "signe", "accepte", "commande", "accepted", "signed", "closed won"),
        "lost": ("lost", "perdu", "refuse", "annule", "expire", "rejected", "cancelled", "closed lost"),
    }
)


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Our field → the column that most likely holds it; no column twice."""
    return guess_from(columns, FIELDS, SYNONYMS)


def from_document(document: Mapping[str, Any]) -> Spec:
    """Check a mapping's document; raises MappingRefused with every problem."""
    problems = list(_problems(document))
    if problems:
        raise MappingRefused(problems="; ".join(problems))
    return Spec(
        name=str(document["name"]),
        columns={key: str(name) for key, name in document["columns"].items() if name},
        defaults={key: str(code) for key, code in document.get("defaults", {}).items() if code},
        seller_of_rep=bool(document.get("seller_of_rep", False)),
        dates=document.get("dates", "dmy"),
        decimal=document.get("decimal", ","),
        encoding=document.get("encoding") or None,
    )


def _problems(document: Mapping[str, Any]) -> list[str]:
    known = {"name", "columns", "defaults", "seller_of_rep", "dates", "decimal", "encoding"}
    problems = [f"“{key}” is not known" for key in document if key not in known]
    columns, defaults = document.get("columns"), document.get("defaults", {})
    if not isinstance(document.get("name"), str) or not 0 < len(document["name"]) <= 80:
        problems.append("“name” is missing or too long")
    if not isinstance(columns, Mapping) or not isinstance(defaults, Mapping):
        return [*problems, "“columns” is missing: a table of our field = your column"]
    problems += [f"columns: “{key}” is no field" for key in columns if key not in FIELDS]
    problems += [f"columns: “{key}” is missing" for key in NEEDED if not columns.get(key)]
    problems += [f"defaults: “{key}” has no default" for key in defaults if key != "selling_company"]
    if not (
        document.get("seller_of_rep") or columns.get("selling_company") or defaults.get("selling_company")
    ):
        problems.append("“selling_company” is missing (a column, a default, or seller_of_rep)")
    if document.get("seller_of_rep") and not columns.get("rep"):
        problems.append("columns: “rep” is missing, and seller_of_rep asks for it")
    if document.get("dates", "dmy") not in ORDERS:
        problems.append("“dates” is dmy, mdy or ymd")
    if document.get("decimal", ",") not in DECIMALS:
        problems.append("“decimal” is , or .")
    return problems
