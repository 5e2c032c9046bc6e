"""Which column of a file means what: documents as TOML or JSON, checked whole, and guessed from headers."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from core.figures import ORDERS
from core.rules import N_, Refused
from core.text import fold

#: What a sale line is made of, in the order of a form.
FIELDS = (
    "document",
    "line",
    "invoiced_on",
    "ordered_on",
    "selling_company",
    "rep",
    "buying_company",
    "product",
    "quantity",
    "amount",
    "unit_price",
    "cost",
    "returns",
)
#: Fields that may be the same for a whole file.
DEFAULTS = ("selling_company", "rep", "buying_company")
DECIMALS = (",", ".")
#: How exports call them, between bars, the surest first.
SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "document": (
            "n° facture|no facture|numero facture|numero de facture|n° de facture|facture|invoice|"
            "invoice number|invoice no|document|piece|n° piece|n° commande|numero de commande|commande|"
            "order number|salesordernumber|order"
        ),
        "line": "ligne|n° ligne|numero de ligne|line|line number|line no",
        "invoiced_on": "date facture|date de facture|date facturation|facturee le|invoice date|date",
        "ordered_on": "date commande|date de commande|commandee le|order date|orderdate|ordered on",
        "selling_company": (
            "distributeur|code distributeur|vendeur societe|societe|agence|entreprise|selling company|seller|"
            "distributor|company"
        ),
        "rep": (
            "commercial|code commercial|vendeur|code vendeur|representant|rep|sales rep|salesperson|"
            "employeekey|employee"
        ),
        "buying_company": (
            "installateur|code installateur|client|code client|acheteur|buying company|customer|buyer|"
            "resellerkey|reseller"
        ),
        "product": (
            "reference|ref|ref.|reference produit|code article|article|produit|ean|gtin|product|sku|"
            "productkey|item"
        ),
        "quantity": "quantite|qte|qte.|qty|quantity|pieces|units",
        "amount": (
            "montant ht|montant|total ht|ca ht|ca|total ligne|net ht|amount|line total|sales|net amount|total"
        ),
        "unit_price": "prix unitaire|pu ht|pu|prix unitaire ht|unit price|price",
        "cost": "cout|cout de revient|prix de revient|cout ht|cost|total cost",
        "returns": (
            "facture d'origine|facture origine|facture retournee|facture creditee|piece d'origine|"
            "avoir sur facture|retour de|returned invoice|original invoice|credited invoice|credit of|"
            "return of"
        ),
    }
)


class MappingRefused(Refused):
    """A document that cannot be used; every problem at once."""

    sentence = N_("The column mapping cannot be used: %(problems)s")


@dataclass(frozen=True)
class Spec:
    """A checked mapping: our fields → the file's columns, and how it writes days and numbers."""

    name: str
    columns: Mapping[str, str]
    defaults: Mapping[str, str] = field(default_factory=dict)
    #: the selling company is the one the rep works for on that day
    seller_of_rep: bool = False
    dates: str = "dmy"
    decimal: str = ","
    #: None lets the file's bytes decide
    encoding: str | None = None

    def document(self) -> dict[str, Any]:
        """As it is stored and as a TOML file holds it."""
        return {
            "name": self.name,
            "columns": dict(self.columns),
            "defaults": dict(self.defaults),
            "seller_of_rep": self.seller_of_rep,
            "dates": self.dates,
            "decimal": self.decimal,
            **({"encoding": self.encoding} if self.encoding else {}),
        }

    @property
    def hash(self) -> str:
        """32 hex digits over the document: the same mapping has the same."""
        plain = json.dumps(self.document(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()[:32]

    def missing_in(self, columns: Sequence[str]) -> list[str]:
        """Mapped columns that a file lacks."""
        return [name for name in self.columns.values() if name not in columns]


def from_toml(text: str) -> Spec:
    """Read a mapping file; raises MappingRefused."""
    try:
        return from_document(tomllib.loads(text))
    except tomllib.TOMLDecodeError as wrong:
        raise MappingRefused(problems=str(wrong)) from wrong


def from_document(document: Mapping[str, Any]) -> Spec:
    """Check a document; raises MappingRefused with every problem."""
    return read(document, FIELDS, DEFAULTS, _lacking)


def read(
    document: Mapping[str, Any],
    fields: Collection[str],
    defaults: Collection[str],
    lacking: Callable[[set[str]], list[str]],
) -> Spec:
    """A mapping onto these fields, of which some take a default for the whole file.

    `lacking` says what the fields given do not suffice for. Raises MappingRefused with every problem.
    """
    problems = _problems(document, fields, defaults, lacking)
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


def _problems(
    document: Mapping[str, Any],
    fields: Collection[str],
    known_defaults: Collection[str],
    lacking: Callable[[set[str]], list[str]],
) -> list[str]:
    known = {"name", "columns", "defaults", "seller_of_rep", "dates", "decimal", "encoding"}
    problems = [f"“{key}” is not known" for key in document if key not in known]
    columns, defaults = document.get("columns"), document.get("defaults", {})
    if not isinstance(document.get("name"), str) or not 0 < len(document["name"]) <= 80:
        problems.append("“name” is missing or too long")
    if not isinstance(columns, Mapping) or not isinstance(defaults, Mapping):
        return [*problems, "“columns” is missing: a table of our field = your column"]
    problems += [f"columns: “{key}” is no field" for key in columns if key not in fields]
    problems += [f"defaults: “{key}” has no default" for key in defaults if key not in known_defaults]
    given = {key for key, name in columns.items() if name}
    problems += lacking(given)
    if not (document.get("seller_of_rep") or "selling_company" in given or defaults.get("selling_company")):
        problems.append("“selling_company” is missing (a column, a default, or seller_of_rep)")
    if document.get("dates", "dmy") not in ORDERS:
        problems.append("“dates” is dmy, mdy or ymd")
    if document.get("decimal", ",") not in DECIMALS:
        problems.append("“decimal” is , or .")
    return problems


def _lacking(given: set[str]) -> list[str]:
    """What a sale cannot be without."""
    found = [
        f"columns: “{key}” is missing" for key in ("document", "product", "quantity") if key not in given
    ]
    if not given & {"amount", "unit_price"}:
        found.append("columns: “amount” or “unit_price” is missing")
    if not given & {"invoiced_on", "ordered_on"}:
        found.append("columns: “invoiced_on” or “ordered_on” is missing")
    return found


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Our field → the column that most likely holds it, from the headers alone; no column twice."""
    return guess_from(columns, FIELDS, SYNONYMS)


def guess_from(columns: Sequence[str], fields: Sequence[str], synonyms: Mapping[str, str]) -> dict[str, str]:
    """The same for any fields, by the names that exports give them."""
    folded = {fold(name.replace("_", " ")): name for name in columns}
    found: dict[str, str] = {}
    for key in fields:
        names = (key.replace("_", " "), *synonyms[key].split("|"))
        free = (folded[name] for name in map(fold, names) if name in folded)
        hit = next((column for column in free if column not in found.values()), None)
        if hit:
            found[key] = hit
    return found


def guess_decimal(columns: Sequence[str], guessed: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> str:
    """The decimal mark of the amounts, from texts only; `rows` are line numbers with their cells."""
    places = [columns.index(guessed[key]) + 1 for key in ("amount", "unit_price", "cost") if key in guessed]
    cells = [row[place] for row in rows for place in places if place < len(row)]
    texts = [cell for cell in cells if isinstance(cell, str)]
    points = sum(bool(re.search(r"\.[0-9]{1,2}\D*$", text)) for text in texts)
    commas = sum(bool(re.search(r",[0-9]{1,2}\D*$", text)) for text in texts)
    return "." if points > commas else ","
