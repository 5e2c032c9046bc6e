"""Pages for resellers: the shelf, a reward, ordering it, and what became of it."""

from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, redirect, request, send_from_directory, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import SIGNED_IN, allow, me
from catalog import actions, pictures, rules, thumbnails
from catalog.models import Order, Reward
from catalog.orders import ordering
from catalog.pages import words
from catalog.pages.forms import OrderForm
from catalog.pages.words import timeline
from catalog.shelf import queries
from core.assets import is_there, static_url
from core.clock import local_day, now
from core.database import in_transaction, transaction
from core.format import reader
from core.reply import go, say, show
from core.rules import Refused
from points.ledger import delegations

blueprint = Blueprint("catalog", __name__)
words.register(blueprint)
MEMBERS = ("rep", "company_manager")


@blueprint.app_template_global()
def reward_picture(picture: str) -> str | None:
    """The address of a reward's picture; None for the drawing that stands in for one."""
    if picture.startswith(pictures.UPLOADED):
        return url_for("catalog.picture", name=picture.removeprefix(pictures.UPLOADED))
    path = f"img/{picture}"
    return static_url(path) if picture and is_there(path) else None


@blueprint.app_template_global()
def reward_thumbnail(picture: str) -> str | None:
    """The address of a picture's small rendition, for lists; of the picture itself where there is none."""
    if picture.startswith(pictures.UPLOADED):
        return url_for("catalog.thumbnail", name=picture.removeprefix(pictures.UPLOADED))
    path = f"img/{thumbnails.beside(picture)}"
    return static_url(path) if picture and is_there(path) else reward_picture(picture)


@blueprint.get("/rewards")
@allow(*MEMBERS)
def shelf() -> Response:
    """Everything that points buy, what is within reach first."""
    beneficiary = _beneficiary()
    category, search = request.args.get("category", ""), request.args.get("q", "")
    day = local_day(now())
    wallet = queries.wallet_for(beneficiary, me().id, me().company_id)
    held = queries.purse(wallet, day)
    goal = queries.saving_for(me().id, held, day) if beneficiary == "person" else None
    return show(
        "catalog/shelf.html",
        cards=queries.shelf(held, day, beneficiary, category, search),
        categories=queries.categories(beneficiary, day),
        category=category,
        search=search,
        beneficiary=beneficiary,
        manages=_spends(),
        goal=goal,
        is_goal=goal is not None and goal.chosen,
        finding=bool(search) or "find" in request.args,
        hindrances=_said(queries.hindrances(me().id, me().company_id, beneficiary, 0, now())),
        purse=held[0],
        language=reader().language,
    )


@blueprint.get("/rewards/<int:reward_id>")
@allow(*MEMBERS)
def reward(reward_id: int) -> Response:
    """One reward: what it is, what it costs, when it comes."""
    found = _reward_or_404(reward_id)
    return show("catalog/reward.html", **_around(found))


@blueprint.get("/rewards/<int:reward_id>/orders/new")
@allow(*MEMBERS)
def order_form(reward_id: int) -> Response:
    """The second tap: what will change, before it does."""
    found = _reward_or_404(reward_id)
    around = _around(found)
    if around["card"].state != "ready" or around["hindrances"]:
        return redirect(url_for("catalog.reward", reward_id=reward_id), 303)
    form = OrderForm(price=str(found.price_points))
    return show("catalog/order_new.html", form=form, refused=None, **around)


@blueprint.post("/rewards/<int:reward_id>/orders")
@allow(*MEMBERS)
def place(reward_id: int) -> Response:
    """Order it: the same request is the same order, however often it is sent."""
    found = _reward_or_404(reward_id)
    form = OrderForm()
    if not form.validate() or me().company_id is None:
        return _order_again(found, form, None, 422)
    try:
        placed = in_transaction(lambda: _place(reward_id, form))
    except Refused as refused:
        return _order_again(_reward_or_404(reward_id), form, say(refused), 409)
    return go(url_for("catalog.order", order_id=placed))


@blueprint.post("/rewards/<int:reward_id>/goal")
@allow(*MEMBERS)
def set_goal(reward_id: int) -> Response:
    """Save for this one."""
    found = _reward_or_404(reward_id)
    name = found.name(reader().language)
    with transaction():
        actions.set_goal(me().id, reward_id, now())
    return go(url_for("catalog.reward", reward_id=reward_id), _("“%(name)s” is your goal.", name=name))


@blueprint.post("/rewards/<int:reward_id>/goal/removal")
@allow(*MEMBERS)
def drop_goal(reward_id: int) -> Response:
    """Save for nothing in particular."""
    with transaction():
        actions.drop_goal(me().id, now())
    return go(url_for("catalog.reward", reward_id=reward_id), _("You have no goal for now."))


@blueprint.get("/orders")
@allow(*MEMBERS)
def orders() -> Response:
    """What I ordered, newest first."""
    rows = queries.my_orders(me().id, _managed(), me().company_id)
    return show("catalog/orders.html", rows_of_orders=rows, language=reader().language)


@blueprint.get("/orders/<int:order_id>")
@allow(*MEMBERS)
def order(order_id: int) -> Response:
    """One order: where it is, who moved it when and why."""
    placed, bought = _order_or_404(order_id)
    return show(
        "catalog/order.html",
        order=placed,
        reward=bought,
        items=timeline(queries.steps_of(order_id), me().actor),
        may_undo=rules.may_undo(placed.state, placed.placed_at, now()),
        undo_until=placed.placed_at + rules.UNDO,
        just_placed=now() < placed.placed_at + rules.UNDO,
        language=reader().language,
    )


@blueprint.post("/orders/<int:order_id>/cancellation")
@allow(*MEMBERS)
def cancel(order_id: int) -> Response:
    """Take an order back while nobody prepares it."""
    _order_or_404(order_id)
    in_transaction(lambda: ordering.withdraw(order_id, now(), me().actor))
    return go(
        url_for("catalog.order", order_id=order_id), _("Your order is cancelled and your points are back.")
    )


@blueprint.get("/rewards/pictures/<name>")
@allow(SIGNED_IN)
def picture(name: str) -> Response:
    """An uploaded picture."""
    kind = pictures.KINDS.get(name.rpartition(".")[2]) or abort(404)
    return _picture(name, kind)


@blueprint.get("/rewards/pictures/small/<name>")
@allow(SIGNED_IN)
def thumbnail(name: str) -> Response:
    """The small rendition of an uploaded picture; those that came before there were any are sent whole."""
    small = thumbnails.beside(name)
    if not (_uploads() / small).is_file():
        return picture(name)
    return _picture(small, "image/webp")


def _uploads() -> Path:
    folder: Path = current_app.config["SETTINGS"].files / pictures.FOLDER
    return folder.absolute()


def _picture(name: str, kind: str) -> Response:
    answer: Response = send_from_directory(_uploads(), name, mimetype=kind)
    answer.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return answer


def _place(reward_id: int, form: OrderForm) -> int:
    visitor = me()
    placed = ordering.order(
        visitor.id,
        visitor.company_id or 0,
        reward_id,
        form.quantity.data or 1,
        (form.request_id.data or "")[:40],
        now(),
        visitor.actor,
        price_shown=int(form.price.data or 0),
    )
    return placed.id


def _order_again(found: Reward, form: OrderForm, refused: str | None, status: int) -> Response:
    form.price.data = str(found.price_points)
    return show("catalog/order_new.html", status=status, form=form, refused=refused, **_around(found))


def _around(found: Reward) -> dict[str, Any]:
    """A reward's page: the card, what hinders, the goal, what it says in the reader's language."""
    day = local_day(now())
    wallet = queries.wallet_for(found.beneficiary, me().id, me().company_id)
    available, usual = queries.purse(wallet, day)
    goal = queries.goal_of(me().id)
    return {
        "reward": found,
        "card": queries.card(found, available, usual, day),
        "purse": available,
        "is_goal": goal is not None and goal.id == found.id,
        "promised": rules.promised_on(day, found.delay_days),
        "hindrances": _said(
            queries.hindrances(me().id, me().company_id, found.beneficiary, found.cost_cents, now())
        ),
        "language": reader().language,
    }


def _said(found: list[Refused]) -> list[tuple[str, str]]:
    """Each hindrance's kind and sentence."""
    return [(type(one).__name__, say(one)) for one in found]


def _manages() -> bool:
    return me().role == "company_manager"


def _spends() -> bool:
    """Whether the company's purse is open to the reader, as its manager or by leave."""
    return delegations.spends_for(me().id, me().company_id, me().role, local_day(now()))


def _managed() -> int | None:
    return me().company_id if _manages() else None


def _beneficiary() -> str:
    asked = request.args.get("for", "person")
    return asked if asked == "company" and _spends() else "person"


def _reward_or_404(reward_id: int) -> Reward:
    return queries.reward_for(reward_id, _spends) or abort(404)


def _order_or_404(order_id: int) -> tuple[Order, Reward]:
    found = queries.my_order(order_id, me().id, _managed(), me().company_id) or abort(404)
    return found[0], found[1]
