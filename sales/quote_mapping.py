"""Which column of a file of quotes means what: guessed from the headers, checked whole."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sales.mapping import Spec, guess_from, read

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
    alone = bool(document.get("seller_of_rep"))
    return read(document, FIELDS, ("selling_company",), lambda given: _lacking(given, alone))


def _lacking(given: set[str], seller_of_rep: bool) -> list[str]:
    """What a quote cannot be without."""
    found = [f"columns: “{key}” is missing" for key in NEEDED if key not in given]
    if seller_of_rep and "rep" not in given:
        found.append("columns: “rep” is missing, and seller_of_rep asks for it")
    return found
