"""The shape of what people fill in: signing in, passwords, what others see; and the staff's forms."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, EmailField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from accounts.words import KIND_NAMES, LANGUAGE_NAMES, ROLE_NAMES, SIZE_NAMES
from core.forms import Form
from core.kept import GAP
from core.reply import say
from core.rules import Refused

NEEDED = InputRequired(_l("Fill this in."))


class RefusableForm(Form):
    """A form that can show a refusal of the act behind it."""

    def refuse(self, refused: Refused, field: str) -> None:
        """Put a refusal under the field that it is about."""
        self[field].errors = [*self[field].errors, say(refused)]


class SignInForm(RefusableForm):
    email = EmailField(
        _l("E-mail address"),
        [NEEDED, Length(max=254)],
        render_kw={"autocomplete": "username", "autofocus": True},
    )
    password = PasswordField(
        _l("Password"), [NEEDED, Length(max=1000)], render_kw={"autocomplete": "current-password"}
    )


class ForgottenForm(RefusableForm):
    email = EmailField(
        _l("E-mail address"),
        [NEEDED, Length(max=254)],
        render_kw={"autocomplete": "username", "autofocus": True},
    )


class NewPasswordForm(RefusableForm):
    password = PasswordField(
        _l("New password"), [NEEDED, Length(max=1000)], render_kw={"autocomplete": "new-password"}
    )


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(
        _l("Current password"), [NEEDED, Length(max=1000)], render_kw={"autocomplete": "current-password"}
    )


class VisibilityForm(RefusableForm):
    pseudonym = StringField(_l("Club name"), [NEEDED, Length(max=60)], render_kw={"autocomplete": "off"})
    shows_name = BooleanField(_l("Show my real name to other companies"))

    @classmethod
    def gapped(cls, shows_name: bool) -> "VisibilityForm":
        """As nobody has sent it yet, with a gap for the club name: it is drawn once for everybody."""
        return cls(formdata=None, data={"pseudonym": GAP, "shows_name": shows_name})


def _key(value: str | int | None) -> int | None:
    """A row's key; None while nothing is chosen."""
    return int(value) if value else None


class PersonForm(RefusableForm):
    first_name = StringField(_l("First name"), [Length(max=80)])
    last_name = StringField(_l("Last name"), [NEEDED, Length(max=80)])
    email = EmailField(_l("E-mail address"), [NEEDED, Length(max=254)])

    @property
    def names(self) -> dict[str, Any]:
        """Name and address as `add_person` and `edit_person` take them."""
        return {key: self[key].data or "" for key in ("email", "first_name", "last_name")}


class MandateForm(RefusableForm):
    company_id = SelectField(_l("Company"), [NEEDED], coerce=_key)
    role = SelectField(_l("Role"), choices=list(ROLE_NAMES.items()))
    starts_on = DateField(_l("First day"), [NEEDED])

    def offer(self, companies: list[tuple[int, str]]) -> "MandateForm":
        """Let these companies be chosen."""
        self.company_id.choices = [("", _l("Choose the company")), *companies]
        return self

    @property
    def first_day(self) -> date:
        """The first day, of a form that validated."""
        if self.starts_on.data is None:
            raise AssertionError("only of a form that validated")
        return self.starts_on.data


class NewPersonForm(PersonForm, MandateForm):
    code = StringField(_l("Code in your files"), [NEEDED, Length(max=40)])
    language = SelectField(_l("Language"), choices=list(LANGUAGE_NAMES.items()))
    invited = BooleanField(_l("Send the invitation now"), default=True)


class EndForm(RefusableForm):
    last_day = DateField(_l("Last day"), [NEEDED])


class CompanyForm(RefusableForm):
    name = StringField(_l("Name"), [NEEDED, Length(max=160)])
    kind = SelectField(_l("Kind"), choices=list(KIND_NAMES.items()))
    country = StringField(_l("Country"), [NEEDED, Length(min=2, max=2)], default="FR")
    siret = StringField(_l("SIRET number"), [Length(max=20)])
    region = StringField(_l("Region"), [Length(max=60)])
    city = StringField(_l("City"), [Length(max=80)])
    sector = StringField(_l("Trade"), [Length(max=60)])
    size = SelectField(_l("Size"), choices=list(SIZE_NAMES.items()))
    parent_id = SelectField(
        _l("Belongs to"), [Optional()], coerce=lambda given: int(given) if given else None
    )

    def offer(self, companies: list[tuple[int, str]]) -> "CompanyForm":
        """Let these companies be the parent."""
        self.parent_id.choices = [("", "—"), *companies]
        return self

    @property
    def given(self) -> dict[str, Any]:
        """The values by column."""
        return {name: self[name].data for name in self._fields if name not in {"csrf_token", "code"}}


class NewCompanyForm(CompanyForm):
    code = StringField(_l("Code in your files"), [NEEDED, Length(max=40)])


class PortfolioForm(RefusableForm):
    person_id = SelectField(_l("Account manager"), [NEEDED], coerce=int)
