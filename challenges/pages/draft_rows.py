"""The parts of a challenge's form: each named as the file names it, figures as people write them."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import Length, Optional

from challenges.pages.forms import MultiCheckboxField

SHORT = [Optional(), Length(max=40)]
NAME = [Optional(), Length(max=200)]
LONG = [Optional(), Length(max=20_000)]

METRIC_CHOICES = [
    ("quantity", _l("pieces sold")),
    ("amount", _l("euros sold, without tax")),
    ("margin", _l("euros of margin")),
    ("points", _l("programme points earned")),
    ("products", _l("different products sold")),
    ("ranges", _l("different ranges sold")),
    ("new_customers", _l("new customers")),
    ("reactivated", _l("customers won back")),
    ("active_days", _l("days with a sale")),
    ("conversion", _l("share of quotes won")),
    ("attainment", _l("share of one’s own target")),
    ("growth", _l("growth over one’s own past")),
    ("training", _l("trainings passed")),
]


class Figure(StringField):
    """A number as people write it; `measure` says of what: whole, points, score, per, rate or times."""

    def __init__(self, label: Any, measure: str = "whole", **given: Any) -> None:
        super().__init__(label, SHORT, **given)
        self.measure = measure


class SpokenForm(PlainForm):
    """Words in two languages."""

    fr = StringField(_l("In French"), [Optional(), Length(max=400)])
    en = StringField(_l("In English"), [Optional(), Length(max=400)])


class WindowForm(PlainForm):
    """First and last day."""

    first = DateField(_l("First day"), [Optional()])
    last = DateField(_l("Last day"), [Optional()])


class AudienceForm(PlainForm):
    """Whom it invites."""

    company_kinds = MultiCheckboxField(
        _l("Kinds of companies"),
        choices=[
            ("distributor", _l("Distributors")),
            ("installer", _l("Installers")),
            ("sponsor", _l("Our own people")),
        ],
    )
    regions = MultiCheckboxField(_l("Regions"))
    segments = MultiCheckboxField(_l("Segments"))
    tiers = MultiCheckboxField(_l("Status"))


class CountsForm(PlainForm):
    """Which sales count."""

    ranges = MultiCheckboxField(_l("Ranges"))
    products = TextAreaField(_l("Products besides"), LONG)
    excluded = TextAreaField(_l("Products that do not count"), LONG)
    strategic = BooleanField(_l("Only products marked as strategic"))
    sale_kind = RadioField(
        _l("Which sales"),
        choices=[
            ("", _l("all")),
            ("sell_in", _l("purchases from us")),
            ("sell_out", _l("sales to installers")),
        ],
        default="",
    )
    date = RadioField(
        _l("The date that counts"),
        choices=[
            ("sold", _l("invoice if known, else order")),
            ("invoiced", _l("invoice only")),
            ("ordered", _l("order only")),
        ],
        default="sold",
    )


class MetricForm(PlainForm):
    """One thing that is measured."""

    kind = SelectField(_l("Measured"), choices=[("", _l("none")), *METRIC_CHOICES], default="")
    points = Figure(_l("Brings"))
    per = Figure(_l("for each"), "per")
    quiet_days = Figure(_l("Days without a purchase"))
    fewest = Figure(_l("Quotes needed at least"))


class PrizeForm(PlainForm):
    """A step of the prizes by rank."""

    ranks = StringField(_l("Rank or ranks"), SHORT)
    points = Figure(_l("Points for each"), "points")
    reward = SelectField(_l("Reward"), default="")


class LeaguePrizeForm(PlainForm):
    """A prize of each week's ranking in each league."""

    ranks = StringField(_l("Rank or ranks"), SHORT)
    points = Figure(_l("Points for each"), "points")


class StepForm(PlainForm):
    """A score to reach, and what it pays."""

    at = Figure(_l("From"), "score")
    points = Figure(_l("Points"), "points")
    at_once = SelectField(
        _l("Paid"),
        choices=[("yes", _l("at once, when it is reached")), ("no", _l("at the end, as an objective"))],
        default="yes",
    )


class FirstForm(PlainForm):
    """The first so many."""

    places = Figure(_l("The first"))
    at = Figure(_l("to reach"), "score")
    points = Figure(_l("win each"), "points")


class CollectiveForm(PlainForm):
    """A goal of all together."""

    at = Figure(_l("All together reach"), "score")
    points = Figure(_l("Each wins"), "points")
    least = Figure(_l("with at least"), "score")


class BoostForm(PlainForm):
    """Days on which programme points count more."""

    first = DateField(_l("From"), [Optional()])
    last = DateField(_l("To"), [Optional()])
    times_bp = Figure(_l("Multiplied by"), "times")
    most = Figure(_l("Points at most, in all"), "points")
    ranges = TextAreaField(_l("Ranges, by code"), LONG)
    products = TextAreaField(_l("Products, by reference"), LONG)


class FlashForm(PlainForm):
    """A short challenge within."""

    code = StringField(_l("Code"), SHORT)
    title_fr = StringField(_l("Title in French"), NAME)
    title_en = StringField(_l("Title in English"), NAME)
    starts = DateTimeLocalField(
        _l("Begins"), format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], validators=[Optional()]
    )
    ends = DateTimeLocalField(
        _l("Ends"), format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], validators=[Optional()]
    )
    metric = FormField(MetricForm)
    at = Figure(_l("Score to reach"), "flash")
    points = Figure(_l("Points for each winner"), "points")
    places = Figure(_l("Winners at most"))
    ranges = TextAreaField(_l("Ranges, by code"), LONG)
    products = TextAreaField(_l("Products, by reference"), LONG)


class DuelsForm(PlainForm):
    """One opponent a week."""

    points = Figure(_l("The winner of a week wins"), "points")
    at = Figure(_l("Without an opponent, wins from"), "score")


class LeaguesForm(PlainForm):
    """Groups of comparable size."""

    size = Figure(_l("Competitors in a league, at most"))
    up = Figure(_l("Go up each week"))
    down = Figure(_l("Go down each week"))
    prize = FieldList(FormField(LeaguePrizeForm), min_entries=3)


class TeamForm(PlainForm):
    """A team made for the challenge."""

    code = StringField(_l("Code"), SHORT)
    name_fr = StringField(_l("Name in French"), NAME)
    name_en = StringField(_l("Name in English"), NAME)
    members = TextAreaField(_l("Codes of its members"), LONG)


class TeamsForm(PlainForm):
    """How people make a team."""

    kind = RadioField(
        _l("Teams"),
        choices=[("companies", _l("those who work for the same company")), ("made", _l("teams of my own"))],
        default="companies",
    )
    compare = RadioField(
        _l("Compared by"),
        choices=[
            ("sum", _l("the sum of all members")),
            ("mean", _l("the mean of all members")),
            ("best", _l("the best members only")),
        ],
        default="sum",
    )
    best = Figure(_l("How many of the best"))
    team = FieldList(FormField(TeamForm), min_entries=2)


class TargetsForm(PlainForm):
    """The figure of one's own."""

    source = RadioField(
        _l("Targets come from"),
        choices=[("computed", _l("each one’s own history")), ("imported", _l("a file that I bring"))],
        default="computed",
    )
    of = SelectField(
        _l("Held against it"),
        choices=[
            ("amount", _l("euros sold")),
            ("quantity", _l("pieces sold")),
            ("margin", _l("euros of margin")),
        ],
        default="amount",
    )
    growth_bp = Figure(_l("Asked above the history"), "rate")
    floor = Figure(_l("Least target"), "floor")


class CapsForm(PlainForm):
    """Most that counts."""

    line = Figure(_l("Of one sale"), "score")
    day = Figure(_l("Of one day"), "score")
    total = Figure(_l("In all"), "score")


class VisibilityForm(PlainForm):
    """What others see."""

    open_scores = BooleanField(_l("Companies see each other’s scores"))
    open_names = BooleanField(_l("People of other companies are shown by name"))
    hidden_days = Figure(_l("Last days without a moving board"))


class LateForm(PlainForm):
    """Sales and returns after the certification."""

    rule = RadioField(
        _l("Sales and returns after the certification"),
        choices=[
            ("list", _l("are listed and no longer count")),
            ("recount", _l("are counted again, against a share of the prizes held back")),
        ],
        default="list",
    )
    held_bp = Figure(_l("Share held back"), "rate")
    days = Figure(_l("Days until the recount"))
