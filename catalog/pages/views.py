"""Pages for resellers: the shelf and a reward; ordering it is in order_views.py."""

from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, request, send_from_directory, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import SIGNED_IN, allow, me
from catalog import actions, pictures, rules, thumbnails
from catalog.models import Reward
from catalog.pages import words
from catalog.shelf import queries
from core.assets import is_there, static_url
from core.clock import local_day, now
from core.database import transaction
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


def _spends() -> bool:
    """Whether the company's purse is open to the reader, as its manager or by leave."""
    return delegations.spends_for(me().id, me().company_id, me().role, local_day(now()))


def _beneficiary() -> str:
    asked = request.args.get("for", "person")
    return asked if asked == "company" and _spends() else "person"


def _reward_or_404(reward_id: int) -> Reward:
    return queries.reward_for(reward_id, _spends) or abort(404)
