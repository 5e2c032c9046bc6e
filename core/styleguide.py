"""A living page of every component, and example screens with made-up data (development only)."""

from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, abort, render_template, request
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "styleguide"
THEMES = ("light", "dark")
PLACES = "today sales programme challenges rewards orders people compliance settings search".split()

blueprint = Blueprint("styleguide", __name__)


@dataclass(frozen=True)
class SampleBrand:
    """An invented sponsor."""

    name: str = "Club Solvanne"
    tagline: str = "Le club des pros du confort"
    logo_letter: str = "S"


@dataclass(frozen=True)
class SampleFrame:
    """What surrounds an example screen."""

    person_name: str
    first_name: str
    initials: str
    company_line: str
    balance: int | None
    unread: int = 1
    today_count: int = 7
    places: frozenset[str] = frozenset(PLACES)
    brand: SampleBrand = SampleBrand()
    role: str = "rep"


INES = SampleFrame("Inès Carlier", "Inès", "IC", "Comptoir Valoire, Dijon", 12480)
HELENE = SampleFrame("Hélène Morvan", "Hélène", "HM", "", None, role="administrator")


class SampleForm(FlaskForm):  # type: ignore[misc]
    """One field of each kind, with a refusal to look at."""

    name = StringField("Nom du challenge", [InputRequired("Donnez un nom au challenge.")])
    quantity = IntegerField("Quantité", default=2)
    invoice = StringField("N° de facture", default="FA-48306")
    start = DateField("Premier jour")
    metric = SelectField(
        "Ce qui compte", choices=[("units", "Les unités vendues"), ("amount", "Le montant facturé")]
    )
    audience = RadioField("Participants", choices=[("all", "Tous"), ("some", "Un segment")], default="all")
    teams = BooleanField("Par équipes")
    rules = TextAreaField("La règle, simplement")
    upload = FileField("Fichier de ventes")


@blueprint.get("/styleguide")
def index() -> str:
    """Every component, one under the other; ?theme=dark for the dark one."""
    form = SampleForm()
    form.name.errors = ["Donnez un nom au challenge."]
    return _page("index", form)


@blueprint.get("/styleguide/<screen>")
def screen(screen: str) -> str:
    """One example screen, as the pictures of the look show it."""
    if not (FOLDER / f"{screen}.html").is_file():
        abort(404)
    return _page(screen, SampleForm())


index.policy = screen.policy = frozenset({"public"})  # type: ignore[attr-defined]


def _page(name: str, form: SampleForm) -> str:
    theme = request.args.get("theme")
    return render_template(
        f"styleguide/{name}.html",
        frame=HELENE if name in ("index", "today", "simulation") else INES,
        theme=theme if theme in THEMES else None,
        form=form,
        title="Rien ici",
        sentence="La page n’existe pas, ou elle n’est pas à vous.",
    )
