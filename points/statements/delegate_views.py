"""The company manager's page of delegates: who may spend its points, how much, from when to when."""

from collections.abc import Iterable
from datetime import date

from flask import Blueprint, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from accounts.access import allow, me
from core import reply
from core.blank import blank
from core.clock import local_day, now
from core.database import in_transaction
from core.forms import Form
from core.kept import macro_of
from core.rules import Refused
from points.ledger import delegations, queries
from points.ledger.delegates import colleagues, delegates_of
from points.rules.delegating import Leave

blueprint = Blueprint("delegates", __name__)
PAGE = "/points/company/delegates"
#: The template and the macro that draw the form.
NAMING = ("points/_delegates.html", "naming")
MOST = 10**9


class DelegateForm(Form):
    """Whom, how much, from when to when."""

    person_id = SelectField(_l("Colleague"), coerce=int)
    most_each = IntegerField(_l("Points an order, at most"), [Optional(), NumberRange(0, MOST)])
    most_a_month = IntegerField(_l("Points a month, at most"), [Optional(), NumberRange(0, MOST)])
    starts_on = DateField(_l("From"), [InputRequired()])
    ends_on = DateField(_l("Until"), [Optional()])

    @property
    def limits(self) -> Leave:
        """What may be spent; nothing typed is no limit."""
        return Leave(self.most_each.data or 0, self.most_a_month.data or 0)

    @property
    def window(self) -> tuple[date, date | None]:
        """From when to when."""
        return self.starts_on.data or date.min, self.ends_on.data


@blueprint.get(PAGE)
@allow("company_manager")
def delegates() -> Response:
    """Who may spend, what they spent this month, and who could before."""
    day, people = _today(), _colleagues()
    return _page(blank(macro_of(*NAMING), _offering, (day, people)) if people else Markup())


@blueprint.post(PAGE)
@allow("company_manager")
def name() -> Response:
    """Name a colleague."""
    form = _offer(DelegateForm(), _colleagues())
    company_id = me().company_id or abort(404)
    if not form.validate_on_submit():
        return _again(form)
    given = (company_id, form.person_id.data, form.limits, form.window, now(), me().actor)
    try:
        in_transaction(lambda: delegations.name(*given).id)
    except Refused as refused:
        form.starts_on.errors = [reply.say(refused)]
        return _again(form)
    return reply.go(PAGE, _("Your colleague can now order for the company."))


@blueprint.post(f"{PAGE}/<int:delegation_id>/removal")
@allow("company_manager")
def remove(delegation_id: int) -> Response:
    """Take the leave back, at once."""
    company_id, actor = me().company_id or abort(404), me().actor
    if delegation_id not in {one.id for one in delegates_of(company_id, _today())}:
        abort(404)
    in_transaction(lambda: delegations.remove(company_id, delegation_id, now(), actor))
    return reply.go(PAGE, _("From now on, this colleague no longer spends the company’s points."))


def _colleagues() -> tuple[tuple[int, str], ...]:
    return tuple(colleagues(me().company_id or 0, _today()))


def _offering(day: date, people: Iterable[tuple[int, str]]) -> DelegateForm:
    """The form as it is offered on a day."""
    return _offer(DelegateForm(formdata=None, starts_on=day), people)


def _offer(form: DelegateForm, people: Iterable[tuple[int, str]]) -> DelegateForm:
    form.person_id.choices = list(people)
    return form


def _again(form: DelegateForm) -> Response:
    """What was sent, with what is wrong with it."""
    return _page(macro_of(*NAMING)(form) if form.person_id.choices else Markup(), 422)


def _page(fields: Markup, status: int = 200) -> Response:
    named = delegates_of(me().company_id or 0, _today())
    wallet_id = queries.wallet_of_company(me().company_id or 0)
    return reply.show(
        "points/delegates.html",
        status=status,
        fields=fields,
        running=[one for one in named if one.holds],
        past=[one for one in named if not one.holds],
        balance=queries.balance(wallet_id or 0),
    )


def _today() -> date:
    return local_day(now())
