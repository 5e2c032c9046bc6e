"""What staff fill in to set the programme: one field for each setting."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from core import figures
from core.forms import Form
from points.rules.life import BOOSTS, CONFIRMATIONS, LIVES, RETURNS, Settings
from points.settings.versions import Draft

MOST_CENTS = 10**13


class SettingsForm(Form):
    """A version of the programme's settings."""

    starts_on = DateField(_l("In force from"), [InputRequired()])
    name_fr = StringField(_l("Name in French"), [InputRequired(), Length(max=80)])
    name_en = StringField(_l("Name in English"), [InputRequired(), Length(max=80)])
    life = RadioField(
        _l("How long points live"),
        choices=list(
            zip(
                LIVES,
                (
                    _l("They never expire"),
                    _l("So many months after the day they were given"),
                    _l("To 31 December, so many years on"),
                ),
                strict=True,
            )
        ),
    )
    life_length = IntegerField(_l("How many months, or years"), [Optional(), NumberRange(0, 240)])
    confirm = RadioField(
        _l("When points may be spent"),
        choices=list(
            zip(
                CONFIRMATIONS,
                (
                    _l("As soon as the sale is accepted"),
                    _l("So many days after the sale"),
                    _l("Once our team has confirmed them"),
                ),
                strict=True,
            )
        ),
    )
    confirm_days = IntegerField(_l("How many days"), [Optional(), NumberRange(0, 730)])
    returns = RadioField(
        _l("When returned points were already spent"),
        choices=list(
            zip(
                RETURNS,
                (
                    _l("They are owed: nothing is ordered until new points have repaid them"),
                    _l("The balance is shown below zero until new points fill it"),
                    _l("The programme bears them"),
                ),
                strict=True,
            )
        ),
    )
    boosts = RadioField(
        _l("When several boosts meet on one sale"),
        choices=list(
            zip(BOOSTS, (_l("The best one counts"), _l("All count, one after the other")), strict=True)
        ),
    )
    correction_limit = IntegerField(
        _l("Corrections beyond so many points need a second person"), [Optional(), NumberRange(0, 10**9)]
    )
    worth_of_1000 = StringField(_l("What 1,000 points are worth to us"), [InputRequired(), Length(max=20)])
    joins_at_cents = StringField(
        _l("A company that buys for so much in twelve months joins by itself"), [Optional(), Length(max=20)]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: months are counted from one, and a delay has a length."""
        good = bool(super().validate(extra_validators))
        for when, field, sentence in (
            (self.life.data == "rolling", self.life_length, _l("Say how many months.")),
            (self.confirm.data == "delay", self.confirm_days, _l("Say how many days.")),
        ):
            if when and not field.data and not field.errors:
                field.errors = [sentence]
                good = False
        return good

    def validate_worth_of_1000(self, field: Any) -> None:
        """Euros."""
        _cents(field)

    def validate_joins_at_cents(self, field: Any) -> None:
        """Euros, or nothing."""
        _cents(field)

    def draft(self) -> Draft:
        """What the form says."""
        return Draft(
            self.starts_on.data or date.min,
            self.name_fr.data or "",
            self.name_en.data or "",
            Settings(
                life=self.life.data,
                life_length=(self.life_length.data or 0) if self.life.data != "none" else 0,
                confirm=self.confirm.data,
                confirm_days=(self.confirm_days.data or 0) if self.confirm.data == "delay" else 0,
                returns=self.returns.data,
                correction_limit=self.correction_limit.data or 0,
                worth_of_1000=_cents(self.worth_of_1000),
                boosts=self.boosts.data,
                joins_at_cents=_cents(self.joins_at_cents),
            ),
        )

    def fill(self, draft: Draft) -> None:
        """Show what a version says."""
        self.starts_on.data = draft.starts_on
        self.name_fr.data, self.name_en.data = draft.name_fr, draft.name_en
        for name, value in draft.settings._asdict().items():
            self[name].data = _euros(value) if name in ("worth_of_1000", "joins_at_cents") else value


def _cents(field: Any) -> int:
    text = (field.data or "").strip()
    try:
        found = figures.cents(text, "," if "," in text else ".") if text else 0
    except figures.NotFigures:
        raise ValidationError(_l("Write an amount in euros, such as 12.50.")) from None
    if not 0 <= found <= MOST_CENTS:
        raise ValidationError(_l("Write an amount in euros, such as 12.50."))
    return found


def _euros(cents: int) -> str:
    return "" if not cents else f"{cents // 100}" + (f".{cents % 100:02d}" if cents % 100 else "")
