"""Pages for the sponsor’s staff: rewards, their stock and pictures; orders are in staff_orders.py."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import actions, desk
from catalog.importing import taking
from catalog.keeping import queries
from catalog.pages import (
    staff_awards,
    staff_dates,
    staff_files,
    staff_ideas,
    staff_made,
    staff_orders,
    words,
)
from catalog.pages.reward_choices import offer
from catalog.pages.reward_forms import NewRewardForm, RewardForm, StockForm
from catalog.pages.reward_page import new_form, new_page, page, reward_or_404
from catalog.pages.reward_reading import columns_of
from core.clock import local_day, now
from core.database import transaction
from core.exports import download_csv
from core.format import points, reader
from core.reply import go, say, show
from core.rules import Refused

blueprint = Blueprint("catalog_staff", __name__, url_prefix="/staff")
blueprint.register_blueprint(staff_orders.blueprint)
blueprint.register_blueprint(staff_awards.blueprint)
blueprint.register_blueprint(staff_ideas.blueprint)
blueprint.register_blueprint(staff_made.blueprint)
blueprint.register_blueprint(staff_dates.blueprint)
blueprint.register_blueprint(staff_files.blueprint)


@blueprint.get("/rewards")
@allow("administrator")
def rewards() -> Response:
    """The catalogue with its stock and what was taken."""
    category, search = request.args.get("category", ""), request.args.get("q", "")
    shown = request.args.get("shown", "open")
    return show(
        "catalog/rewards.html",
        rows=desk.rewards_page(category, search, shown),
        in_variants=queries.left_of_variants(),
        seats=queries.seats_left(now()),
        low=queries.low_in_variants(),
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
    """The rewards as a file that can be brought in again."""
    return download_csv("rewards", *taking.table("rewards"))


@blueprint.get("/rewards/new")
@allow("administrator")
def new() -> Response:
    """An empty reward of a kind."""
    return new_page(new_form(request.args.get("kind", "")))


@blueprint.post("/rewards")
@allow("administrator")
def add() -> Response:
    """Put a reward in the catalogue."""
    form: Any = offer(NewRewardForm())
    columns = columns_of(form) if form.validate() else None
    if columns is None:
        return new_page(form, 422)
    try:
        with transaction():
            made = actions.add_reward(**columns, stock=form.stock.data, at=now(), by=me().actor).id
    except Refused as refused:
        form.code.errors = [say(refused)]
        return new_page(form, 409)
    return go(url_for("catalog_staff.reward", reward_id=made), _("The reward is in the catalogue."))


@blueprint.get("/rewards/<int:reward_id>")
@allow("administrator")
def reward(reward_id: int) -> Response:
    """One reward and all it is made of, to change, restock or take off."""
    return page(reward_or_404(reward_id))


@blueprint.post("/rewards/<int:reward_id>")
@allow("administrator")
def change(reward_id: int) -> Response:
    """Bring it in line; orders already placed keep their price. Its kind stays."""
    found, form = reward_or_404(reward_id), offer(RewardForm())
    form.kind.data = found.kind
    columns = columns_of(form) if form.validate() else None
    if columns is None:
        return page(found, 422, form)
    try:
        with transaction():
            changed = actions.change_reward(reward_id, now(), me().actor, **columns)
    except Refused as refused:
        form.code.errors = [say(refused)]
        return page(reward_or_404(reward_id), 409, form)
    said = _("The reward is changed.") if changed else _("Nothing was different.")
    return go(url_for("catalog_staff.reward", reward_id=reward_id), said)


@blueprint.post("/rewards/<int:reward_id>/stock")
@allow("administrator")
def stock(reward_id: int) -> Response:
    """Take in pieces, beside the stock that the page showed."""
    form: Any = StockForm()

    def act(at: Any, by: str) -> str:
        pieces, note, seen = form.pieces.data, form.note.data or "", form.seen.data or ""
        left = actions.receive_stock(reward_id, pieces, at, by, note, shown=seen)
        return str(ngettext("%(n)s piece in stock now.", "%(n)s pieces in stock now.", left, n=points(left)))

    return staff_made.acted(reward_id, "stock", "stock", form, form.pieces, act)


@blueprint.post("/rewards/<int:reward_id>/no-limit")
@allow("administrator")
def lift_limit(reward_id: int) -> Response:
    """Count its pieces no more: there is always one, or its variants count."""
    reward_or_404(reward_id)
    with transaction():
        actions.lift_limit(reward_id, now(), me().actor)
    said = _("Its pieces are no longer counted.")
    return go(url_for("catalog_staff.reward", reward_id=reward_id, _anchor="stock"), said)


@blueprint.get("/rewards/<int:reward_id>/retirement")
@allow("administrator")
def retirement(reward_id: int) -> Response:
    """What taking a reward off the catalogue changes, before it does."""
    found = reward_or_404(reward_id)
    if found.retired_at:
        abort(404)
    return show(
        "catalog/retirement.html", reward=found, stake=desk.at_stake(reward_id), language=reader().language
    )


@blueprint.post("/rewards/<int:reward_id>/retirement")
@allow("administrator")
def retire(reward_id: int) -> Response:
    """Take it off the catalogue, or bring it back."""
    reward_or_404(reward_id)
    act = actions.bring_back if "back" in request.form else actions.retire
    with transaction():
        act(reward_id, now(), me().actor)
    said = (
        _("The reward is on offer again.")
        if act is actions.bring_back
        else _("The reward is off the catalogue; orders under way go on.")
    )
    return go(url_for("catalog_staff.reward", reward_id=reward_id), said)
