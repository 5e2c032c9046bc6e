"""How a file of companies or people is read: its columns by their usual names, its words as ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

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
FORMS_OF_A_DAY = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d")


class NoSuchColumn(Refused):
    """A mapping names a column that the file has not."""

    sentence = N_("The file has no column “%(column)s”.")


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
        folded = {_plain(column): column for column in columns}
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

    def column(self, ours: str) -> str:
        """What the file calls our column."""
        return self.source.get(ours, ours)


def day_in(text: str) -> date | None:
    """A day in any of the forms that are read, None when empty; raises NotADay."""
    if not text:
        return None
    for form in FORMS_OF_A_DAY:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise NotADay(value=text[:30])


def _plain(name: str) -> str:
    return fold(name).replace("_", " ").replace("’", " ").replace("'", " ")
