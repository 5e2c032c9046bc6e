"""Pages for the sponsor’s staff: rewards, their stock and pictures; orders are in staff_orders.py."""

from typing import Any

from flask import Blueprint, abort, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import actions, desk, pictures
from catalog.importing import COLUMNS, EXPORTED_TOO, as_row
from catalog.models import Reward
from catalog.pages import staff_awards, staff_ideas, staff_orders, words
from catalog.pages.forms import NewRewardForm, RewardForm, StockForm
from core.assets import STATIC
from core.clock import local_day, now
from core.database import session, transaction
from core.exports import download_csv
from core.figures import NotFigures, cents
from core.format import points, reader
from core.reply import go, say, show
from core.rules import Refused

blueprint = Blueprint("catalog_staff", __name__, url_prefix="/staff")
blueprint.register_blueprint(staff_orders.blueprint)
blueprint.register_blueprint(staff_awards.blueprint)
blueprint.register_blueprint(staff_ideas.blueprint)


@blueprint.get("/rewards")
@allow("administrator")
def rewards() -> Response:
    """The catalogue with its stock and what was taken."""
    category, search = request.args.get("category", ""), request.args.get("q", "")
    shown = request.args.get("shown", "open")
    return show(
        "catalog/rewards.html",
        rows=desk.rewards_page(category, search, shown),
        categories=words.choices(words.CATEGORIES),
        category=category,
        search=search,
        shown=shown,
        today=local_day(now()),
        language=reader().language,
    )


@blueprint.get("/rewards.csv")
@allow("administrator")
def rewards_csv() -> Response:
    """The catalogue as a file that can be brought in again."""
    rows = desk.rewards_page(shown="all")
    columns = (*COLUMNS, *EXPORTED_TOO)
    return download_csv(
        "rewards", columns, ((*as_row(one), taken, one.retired_at is not None) for one, taken in rows)
    )


@blueprint.get("/rewards/new")
@allow("administrator")
def new() -> Response:
    """An empty reward."""
    return _form_page(_ready(NewRewardForm()), None, 200)


@blueprint.post("/rewards")
@allow("administrator")
def add() -> Response:
    """Put a reward in the catalogue."""
    form = _ready(NewRewardForm())
    columns = _columns(form) if form.validate() else None
    if columns is None:
        return _form_page(form, None, 422)
    try:
        with transaction():
            made = actions.add_reward(**columns, stock=form.stock.data, at=now(), by=me().actor).id
    except Refused as refused:
        form.code.errors = [say(refused)]
        return _form_page(form, None, 409)
    return go(url_for("catalog_staff.reward", reward_id=made), _("The reward is in the catalogue."))


@blueprint.get("/rewards/<int:reward_id>")
@allow("administrator")
def reward(reward_id: int) -> Response:
    """One reward, to change, restock or take off."""
    found = _reward_or_404(reward_id)
    cost = f"{found.cost_cents // 100}{_mark()}{found.cost_cents % 100:02d}"
    return _form_page(_ready(RewardForm(obj=found, cost=cost)), found, 200)


@blueprint.post("/rewards/<int:reward_id>")
@allow("administrator")
def change(reward_id: int) -> Response:
    """Bring it in line; orders already placed keep their price."""
    found, form = _reward_or_404(reward_id), _ready(RewardForm())
    columns = _columns(form) if form.validate() else None
    if columns is None:
        return _form_page(form, found, 422)
    try:
        with transaction():
            changed = actions.change_reward(reward_id, now(), me().actor, **columns)
    except Refused as refused:
        form.code.errors = [say(refused)]
        return _form_page(form, _reward_or_404(reward_id), 409)
    said = _("The reward is changed.") if changed else _("Nothing was different.")
    return go(url_for("catalog_staff.reward", reward_id=reward_id), said)


@blueprint.post("/rewards/<int:reward_id>/stock")
@allow("administrator")
def stock(reward_id: int) -> Response:
    """Take in pieces, beside the stock that the page showed."""
    found, form = _reward_or_404(reward_id), StockForm()
    if not form.validate() or form.pieces.data is None:
        return _form_page(_ready(RewardForm(obj=found)), found, 422, stock_form=form)
    with transaction():
        left = actions.receive_stock(
            reward_id, form.pieces.data, now(), me().actor, form.note.data or "", shown=form.seen.data or ""
        )
    said = ngettext("%(n)s piece in stock now.", "%(n)s pieces in stock now.", left, n=points(left))
    return go(url_for("catalog_staff.reward", reward_id=reward_id), said)


@blueprint.get("/rewards/<int:reward_id>/retirement")
@allow("administrator")
def retirement(reward_id: int) -> Response:
    """What taking a reward off the catalogue changes, before it does."""
    found = _reward_or_404(reward_id)
    if found.retired_at:
        abort(404)
    return show(
        "catalog/retirement.html", reward=found, stake=desk.at_stake(reward_id), language=reader().language
    )


@blueprint.post("/rewards/<int:reward_id>/retirement")
@allow("administrator")
def retire(reward_id: int) -> Response:
    """Take it off the catalogue, or bring it back."""
    _reward_or_404(reward_id)
    act = actions.bring_back if "back" in request.form else actions.retire
    with transaction():
        act(reward_id, now(), me().actor)
    said = (
        _("The reward is on offer again.")
        if act is actions.bring_back
        else _("The reward is off the catalogue; orders under way go on.")
    )
    return go(url_for("catalog_staff.reward", reward_id=reward_id), said)


def _form_page(
    form: RewardForm, found: Reward | None, status: int, stock_form: StockForm | None = None
) -> Response:
    seen = str(found.received) if found and found.received is not None else ""
    return show(
        "catalog/reward_form.html",
        status=status,
        form=form,
        reward=found,
        stock_form=stock_form or StockForm(formdata=None, seen=seen),
        language=reader().language,
    )


def _ready(form: Any) -> Any:
    """A form whose choices say what they mean."""
    form.category.choices = words.choices(words.CATEGORIES)
    form.kind.choices = words.choices(words.KINDS)
    form.form.choices = words.choices(words.FORMS)
    form.beneficiary.choices = words.choices(words.BENEFICIARIES)
    held = form.picture.data or ""
    names = sorted({*pictures.shipped(STATIC), *([held] if held else [])})
    form.picture.choices = [("", _("No picture")), *((name, name) for name in names)]
    return form


def _columns(form: RewardForm) -> dict[str, Any] | None:
    """What the form says, as columns; None with the errors set when something cannot be."""
    columns = {name: form[name].data for name in actions.COLUMNS if name in form}
    try:
        columns["cost_cents"] = cents(form.cost.data or "", _mark())
        if form.upload.data:
            files = current_app.config["SETTINGS"].files
            columns["picture"] = pictures.store(files, form.upload.data.read(pictures.LARGEST + 1))
    except NotFigures:
        form.cost.errors = [_("Write an amount in euros, like 149.90.")]
        return None
    except Refused as refused:
        form.upload.errors = [say(refused)]
        return None
    if columns["picture"] and not _is_picture(str(columns["picture"])):
        form.picture.errors = [_("Choose one of the pictures.")]
        return None
    return columns


def _is_picture(picture: str) -> bool:
    files = current_app.config["SETTINGS"].files
    name = picture.removeprefix(pictures.UPLOADED)
    if picture.startswith(pictures.UPLOADED):
        return "/" not in name and (files / pictures.FOLDER / name).is_file()
    return picture in pictures.shipped(STATIC)


def _mark() -> str:
    return "," if reader().language == "fr" else "."


def _reward_or_404(reward_id: int) -> Reward:
    return session.get(Reward, reward_id) or abort(404)
