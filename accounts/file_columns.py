"""How a file of companies or people is read: its columns by their usual names, its words as ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core import figures
from core.rules import N_, Refused
from core.text import fold

#: Names under which exports call a column, folded; the first is ours.
COMPANY_COLUMNS = {
    "code": ("code", "company", "customer", "client", "numero client", "company code", "code client"),
    "name": ("name", "nom", "raison sociale", "company name", "societe", "denomination"),
    "kind": ("kind", "type", "type de societe", "categorie"),
    "parent": ("parent", "parent code", "maison mere", "groupe"),
    "country": ("country", "pays"),
    "siret": ("siret",),
    "size": ("size", "taille"),
    "sector": ("sector", "secteur", "metier", "activite"),
    "region": ("region", "territoire", "territory"),
    "city": ("city", "ville", "commune"),
    "member": ("member", "membre", "adherent", "inscrit"),
}
PERSON_COLUMNS = {
    "code": ("code", "person", "matricule", "code personne", "employee"),
    "email": ("email", "e-mail", "mail", "courriel", "adresse e-mail"),
    "first_name": ("first name", "prenom"),
    "last_name": ("last name", "nom", "nom de famille"),
    "name": ("name", "full name", "nom complet", "prenom nom"),
    "language": ("language", "langue"),
    "pseudonym": ("pseudonym", "pseudonyme", "pseudo"),
    "company": ("company", "company code", "code client", "societe", "code societe"),
    "role": ("role", "fonction"),
    "starts_on": ("starts on", "from", "depuis", "debut", "date de debut"),
    "ends_on": ("ends on", "until", "jusqu au", "fin", "date de fin"),
}
#: What people write for our words.
WORDS = {
    "kind": {
        "distributeur": "distributor",
        "negoce": "distributor",
        "grossiste": "distributor",
        "installateur": "installer",
        "artisan": "installer",
        "fabricant": "sponsor",
        "marque": "sponsor",
    },
    "member": {"oui": "yes", "o": "yes", "y": "yes", "1": "yes", "non": "no", "n": "no", "0": "no"},
    "size": {"tpe": "micro", "pme": "small", "eti": "medium", "ge": "large"},
    "role": {
        "commercial": "rep",
        "vendeur": "rep",
        "vendeuse": "rep",
        "commerciale": "rep",
        "technicien": "rep",
        "responsable": "company_manager",
        "gerant": "company_manager",
        "gerante": "company_manager",
        "dirigeant": "company_manager",
        "dirigeante": "company_manager",
        "administrateur": "administrator",
        "animateur reseau": "account_manager",
        "charge de clientele": "account_manager",
    },
    "language": {"francais": "fr", "french": "fr", "anglais": "en", "english": "en"},
}


class NoSuchColumn(Refused):
    """A mapping names a column that the file has not."""

    sentence = N_("The file has no column “%(column)s”.")


class MissingColumns(Refused):
    """Columns that no name of ours, no mapping and no default gives."""

    sentence = N_("The file has no column %(columns)s. It has: %(held)s.")


class FormulaCell(Refused):
    """What a spreadsheet would run."""

    sentence = N_("“%(column)s” holds a formula: paste its value instead.")


class NotADay(Refused):
    """A date in none of the forms that are read."""

    sentence = N_("“%(value)s” is not a date: write 2026-10-15 or 15/10/2026.")


class SurplusCells(Refused):
    """A delimiter inside a value, most often."""

    sentence = N_("There are more values than columns: “%(value)s”.")


class TwiceInFile(Refused):
    """One code with two meanings."""

    sentence = N_("The code “%(code)s” stands on line %(line)s already, with other values.")


@dataclass(frozen=True)
class Reading:
    """What an operator says of a file: its columns by our names, a value for every row, words translated."""

    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Reading":
        """From one table of a TOML document; see docs/files.md."""
        return cls(
            {key: str(value) for key, value in document.get("columns", {}).items()},
            {key: str(value) for key, value in document.get("defaults", {}).items()},
            {
                key: {fold(word): str(ours) for word, ours in words.items()}
                for key, words in document.get("values", {}).items()
            },
        )


class Reader:
    """Finds our columns in a file and reads their cells."""

    def __init__(
        self, columns: Iterable[str], known: Mapping[str, tuple[str, ...]], reading: Reading
    ) -> None:
        """Raises NoSuchColumn when the operator named one that is not there."""
        self.reading = reading
        self.held = tuple(columns)
        folded = {_plain(column): column for column in self.held}
        self.source: dict[str, str] = {}
        for ours, names in known.items():
            wanted = reading.columns.get(ours)
            if wanted and _plain(wanted) not in folded:
                raise NoSuchColumn(column=wanted)
            found = [wanted] if wanted else [name for name in names if name in folded]
            if found:
                self.source[ours] = folded[_plain(found[0])]

    def cell(self, row: Mapping[str, str], ours: str) -> str:
        """A cell by our name for its column, in our words; else the value for every row, or nothing."""
        text = row.get(self.source.get(ours, "\0"), "") or self.reading.defaults.get(ours, "")
        words = {**WORDS.get(ours, {}), **self.reading.values.get(ours, {})}
        return words.get(fold(text), text)

    def need(self, *wanted: str) -> None:
        """Raise MissingColumns unless a column or a default gives each of our names."""
        absent = [ours for ours in wanted if ours not in self.source and ours not in self.reading.defaults]
        if absent:
            raise MissingColumns(columns=", ".join(absent), held=", ".join(self.held))

    def formulas(self, row: Mapping[str, str]) -> list[tuple[str, Refused]]:
        """A problem for each cell of ours that holds a formula."""
        found = [(ours, column) for ours, column in self.source.items() if row[column].startswith("=")]
        return [(ours, FormulaCell(column=column)) for ours, column in found]

    def column(self, ours: str) -> str:
        """What the file calls our column."""
        return self.source.get(ours, ours)


def day_in(text: str) -> date | None:
    """A day in any of the forms that are read, None when empty; raises NotADay."""
    if not text:
        return None
    try:
        return figures.day(text)
    except ValueError:
        raise NotADay(value=text[:30]) from None


def unknown_keys(document: Mapping[str, Any]) -> list[str]:
    """What a mapping of companies and people says that nothing reads: a slip of the pen, most often."""
    known = {"companies": COMPANY_COLUMNS, "people": PERSON_COLUMNS}
    found = [key for key in document if key not in known]
    for kind, fields in known.items():
        parts = document.get(kind, {})
        if not isinstance(parts, Mapping):
            found.append(kind)
            continue
        for part, content in parts.items():
            if part not in {"columns", "defaults", "values"} or not isinstance(content, Mapping):
                found.append(f"{kind}.{part}")
                continue
            found += [f"{kind}.{part}.{key}" for key in content if key not in fields]
            if part == "values":
                found += [
                    f"{kind}.values.{key}" for key, words in content.items() if not isinstance(words, Mapping)
                ]
    return found


def _plain(name: str) -> str:
    return fold(name).replace("_", " ").replace("’", " ").replace("'", " ")
