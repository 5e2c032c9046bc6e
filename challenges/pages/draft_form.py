"""The form of a challenge: all that a file can say; a mechanic that is not ticked says nothing."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional

from challenges.document.parts import MOST_METRICS
from challenges.pages import draft_rows as rows
from challenges.pages.draft_rows import Figure
from core.forms import Form

#: Mechanics that a tick switches on: the part's key in the file → the tick.
SWITCHES = {
    name: f"on_{name}"
    for name in ("prize", "step", "first", "collective", "boost", "flash", "duels", "leagues")
}


class ChallengeForm(Form):
    """A challenge from what it is for to what it shows; the document's own reading judges it."""

    code = StringField(_l("Code"), [Optional(), Length(max=40)])
    purpose = SelectField(
        _l("What it is for"),
        choices=[
            ("sales", _l("sell more")),
            ("launch", _l("launch a product")),
            ("goals", _l("reach ambitious goals")),
            ("restart", _l("restart after a slack period")),
            ("field", _l("a field action")),
        ],
        default="sales",
    )
    picture = SelectField(_l("Picture"))
    title = FormField(rows.SpokenForm)
    text = FormField(rows.SpokenForm)
    thanks = FormField(rows.SpokenForm)
    competitor = RadioField(
        _l("Who competes"),
        choices=[
            ("rep", _l("The people who sell")),
            ("selling_company", _l("The companies that sell")),
            ("buying_company", _l("The companies that buy")),
            ("team", _l("Teams")),
        ],
        default="rep",
    )
    audience = FormField(rows.AudienceForm)
    join = RadioField(
        _l("Taking part"),
        choices=[("automatic", _l("Everybody invited takes part")), ("choice", _l("Each chooses to join"))],
        default="automatic",
    )
    places = Figure(_l("Participants at most"))
    window = FormField(rows.WindowForm)
    announce_days = Figure(_l("Announced before, in days"))
    contest_days = Figure(_l("Contestation after, in days"))
    counts = FormField(rows.CountsForm)
    scoring = RadioField(
        _l("The score is"),
        choices=[
            ("plain", _l("one figure as it is")),
            ("game", _l("game points, from one or several figures")),
        ],
        default="plain",
    )
    metric = FieldList(FormField(rows.MetricForm), min_entries=MOST_METRICS)
    targets = FormField(rows.TargetsForm)
    teams = FormField(rows.TeamsForm)
    on_prize = BooleanField(_l("Prizes by rank"))
    prize = FieldList(FormField(rows.PrizeForm), min_entries=5)
    minimum = Figure(_l("Least score that wins a prize by rank"), "score")
    on_step = BooleanField(_l("Steps and objectives"))
    step = FieldList(FormField(rows.StepForm), min_entries=4)
    on_first = BooleanField(_l("The first to get there"))
    first = FieldList(FormField(rows.FirstForm), min_entries=2)
    on_collective = BooleanField(_l("All together"))
    collective = FormField(rows.CollectiveForm)
    on_boost = BooleanField(_l("Boosted days"))
    boost = FieldList(FormField(rows.BoostForm), min_entries=1)
    on_flash = BooleanField(_l("Flash challenges"))
    flash = FieldList(FormField(rows.FlashForm), min_entries=1)
    on_duels = BooleanField(_l("Duels"))
    duels = FormField(rows.DuelsForm)
    on_leagues = BooleanField(_l("Leagues"))
    leagues = FormField(rows.LeaguesForm)
    ties = RadioField(
        _l("At equal scores"),
        choices=[
            ("date", _l("the earlier day leads; on the same day the rank and its prizes are shared")),
            ("share", _l("the rank and its prizes are shared")),
            ("each", _l("the rank is shared, and each has its whole prize")),
        ],
        default="date",
    )
    caps = FormField(rows.CapsForm)
    visibility = FormField(rows.VisibilityForm)
    late = FormField(rows.LateForm)
    on_stop = RadioField(
        _l("If it is stopped early"),
        choices=[("nothing", _l("ranks win nothing")), ("so_far", _l("the ranks of that day are paid"))],
        default="nothing",
    )
