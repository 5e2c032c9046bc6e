"""The shape of what newcomers, members and staff send to this room."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from accounts.words import ROLE_NAMES
from core.forms import Form, OnceForm
from core.kept import GAP
from core.reply import say
from core.rules import Refused
from engagement.acts import Deed
from engagement.joining import Wish

NEEDED = InputRequired(_l("A value is needed here."))
KINDS = (("installer", _l("Installer")), ("distributor", _l("Distributor")))
MEMBER_ROLES = ("rep", "company_manager")


class Refusable(OnceForm):
    """A form whose refusals stand under a field."""

    def refuse(self, refused: Refused, field: str) -> None:
        """Say a refusal under a field."""
        self[field].errors = [*self[field].errors, say(refused)]


class JoinForm(Refusable):
    """One page to join."""

    company_name = StringField(_l("Your company"), [NEEDED, Length(max=160)])
    kind = SelectField(_l("What it does"), choices=KINDS)
    siret = StringField(_l("SIRET number"), [NEEDED, Length(max=30)])
    city = StringField(_l("City"), [Length(max=80)])
    first_name = StringField(_l("First name"), [NEEDED, Length(max=80)])
    last_name = StringField(_l("Last name"), [NEEDED, Length(max=80)])
    email = EmailField(_l("E-mail address"), [NEEDED, Length(max=254)])
    read = BooleanField(
        _l("I have read the club’s rules"), [InputRequired(_l("Confirm that you have read them."))]
    )
    code = HiddenField()

    @classmethod
    def gapped(cls) -> "JoinForm":
        """As nobody has sent it yet, with a gap for the code that brought the newcomer."""
        return cls(formdata=None, code=GAP)

    def wish(self, language: str) -> Wish:
        """What was asked for."""
        names = ("company_name", "kind", "siret", "city", "first_name", "last_name", "email", "code")
        given = {name: self[name].data or "" for name in names}
        return Wish(request_id=(self.request_id.data or "")[:40], language=language, **given)


class AnswerForm(Form):
    """A reason that somebody reads."""

    answer = TextAreaField(_l("Reason, as the person will read it"), [Length(max=300)])


class ApproveForm(Form):
    """Under which code the company is kept."""

    code = StringField(_l("Code in your files"), [Length(max=40)])


class DeedForm(Refusable):
    """What a member did."""

    act = SelectField(_l("What you did"))
    happened_on = DateField(_l("On which day"), [NEEDED])
    note = StringField(_l("Which one, where"), [Length(max=200)])

    def deed(self) -> Deed:
        """What was said, of a form that validated."""
        return Deed(self.act.data or "", self.happened_on.data or date.max, self.note.data or "")


class EntryForm(DeedForm):
    """The same, by staff, for one or many."""

    act = SelectField(_l("What was done"))
    who = TextAreaField(_l("Who"), [NEEDED, Length(max=20_000)])


class IntoForm(Form):
    """Of which company another becomes part."""

    into = SelectField(_l("Becomes part of"), [NEEDED], coerce=lambda given: int(given) if given else 0)


class ClosureForm(Refusable):
    """Until when a company's points can be spent."""

    until = DateField(_l("Its points can be spent until"), [NEEDED])


class MoveForm(Refusable):
    """Where somebody works from when on."""

    company_id = SelectField(_l("New company"), [NEEDED], coerce=lambda given: int(given) if given else 0)
    role = SelectField(_l("Role"), choices=[(one, ROLE_NAMES[one]) for one in MEMBER_ROLES])
    day = DateField(_l("First day there"), [NEEDED])
