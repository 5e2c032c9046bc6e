"""The company manager's page of delegates: who may spend its points, how much, from when to when."""

from datetime import date

from flask import Blueprint, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from accounts.access import allow, me
from core import reply
from core.clock import local_day, now
from core.database import in_transaction
from core.forms import Form
from core.rules import Refused
from points.ledger import delegations, queries
from points.rules.delegating import Leave

blueprint = Blueprint("delegates", __name__)
PAGE = "/points/company/delegates"
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
    return _page(DelegateForm(starts_on=local_day(now())))


@blueprint.post(PAGE)
@allow("company_manager")
def name() -> Response:
    """Name a colleague."""
    form = _offer(DelegateForm())
    company_id = me().company_id or abort(404)
    if not form.validate_on_submit():
        return _page(form, 422)
    given = (company_id, form.person_id.data, form.limits, form.window, now(), me().actor)
    try:
        in_transaction(lambda: delegations.name(*given).id)
    except Refused as refused:
        form.starts_on.errors = [reply.say(refused)]
        return _page(form, 422)
    return reply.go(PAGE, _("Your colleague can now order for the company."))


@blueprint.post(f"{PAGE}/<int:delegation_id>/removal")
@allow("company_manager")
def remove(delegation_id: int) -> Response:
    """Take the leave back, at once."""
    company_id, actor = me().company_id or abort(404), me().actor
    if delegation_id not in {one.delegation.id for one in delegations.delegates_of(company_id, _today())}:
        abort(404)
    in_transaction(lambda: delegations.remove(company_id, delegation_id, now(), actor))
    return reply.go(PAGE, _("From now on, this colleague no longer spends the company’s points."))


def _offer(form: DelegateForm) -> DelegateForm:
    people = delegations.colleagues(me().company_id or 0, _today())
    form.person_id.choices = [(one.id, one.name) for one in people]
    return form


def _page(form: DelegateForm, status: int = 200) -> Response:
    named = delegations.delegates_of(me().company_id or 0, _today())
    wallet_id = queries.wallet_of_company(me().company_id or 0)
    return reply.show(
        "points/delegates.html",
        status=status,
        form=_offer(form),
        running=[one for one in named if one.holds],
        past=[one for one in named if not one.holds],
        balance=queries.balance(wallet_id or 0),
        today=_today(),
    )


def _today() -> date:
    return local_day(now())
