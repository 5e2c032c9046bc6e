"""Pages for the sponsor’s staff: how the catalogue behaves, from now on."""

from flask import Blueprint, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.orders import settings
from catalog.pages.desk_forms import SettingsForm
from core.clock import now
from core.database import in_transaction
from core.figures import NotFigures, cents
from core.reply import go, show

#: Under catalog_staff.orders.
blueprint = Blueprint("settings", __name__, url_prefix="/rewards/settings")
#: field → column, in cents
AMOUNTS = {
    "automatic": "automatic_cents",
    "second_each": "second_each_cents",
    "second_year": "second_year_cents",
}


@blueprint.get("")
@allow("administrator")
def page() -> Response:
    """What holds now, in plain words."""
    held = settings.settings_now()
    form = SettingsForm(
        professional_only=held.professional_only,
        financial=held.financial_bp // 100,
        reach_days=held.reach_days,
        **{field: _plain(getattr(held, column)) for field, column in AMOUNTS.items()},
    )
    return show("catalog/settings.html", form=form)


@blueprint.post("")
@allow("administrator")
def change() -> Response:
    """Keep it: orders placed before keep the chain they began with."""
    form = SettingsForm()
    if not form.validate():
        return show("catalog/settings.html", status=422, form=form)
    amounts = {}
    for field, column in AMOUNTS.items():
        try:
            amounts[column] = cents((form[field].data or "").replace(",", "."))
        except NotFigures:
            form[field].errors = [_("Write an amount in euros, such as 150 or 149,90.")]
    if form.errors:
        return show("catalog/settings.html", status=422, form=form)
    told = {
        "professional_only": bool(form.professional_only.data),
        "financial_bp": int(form.financial.data or 0) * 100,
        "reach_days": int(form.reach_days.data or 0),
        **amounts,
    }
    in_transaction(lambda: settings.change(now(), me().actor, **told))
    return go(url_for("catalog_staff.orders.settings.page"), _("The catalogue behaves so from now on."))


def _plain(amount: int) -> str:
    """Cents as somebody types them."""
    whole, rest = divmod(amount, 100)
    return f"{whole},{rest:02d}" if rest else str(whole)
