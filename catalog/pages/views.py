"""Pages for resellers: the shelf and a reward; wishes, ideas and pictures have files of their own."""

from functools import lru_cache, partial
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import rules
from catalog.pages import (
    ideas_views,
    obstacles,
    picture_views,
    reward_facts,
    shelf_drawn,
    shelf_words,
    sight,
    sighting_views,
    wish_views,
    words,
)
from catalog.shelf import queries
from catalog.shelf.listing import Asked
from catalog.shelf.listing import shelf as page_of_shelf
from catalog.shelf.wanting import saving_for, similar
from core.clock import now
from core.format import reader
from core.reply import say, show, wants_fragment

blueprint = Blueprint("catalog", __name__)
for part in (picture_views, wish_views, ideas_views, sighting_views):
    blueprint.register_blueprint(part.blueprint)
words.register(blueprint)
shelf_words.register(blueprint)
shelf_drawn.register(blueprint)
MEMBERS = ("rep", "company_manager")
FARTHEST = 1_000
#: What a member filters by besides the category.
FILTERS = ("family", "nature")


@blueprint.get("/rewards")
@allow(*MEMBERS)
def shelf() -> Response:
    """Everything that points buy, what is within reach first; a page at a time."""
    beneficiary, asked, at = sight.asked_for(), _asked(), now()
    looks = sight.looking(beneficiary, at)
    first, found = asked.page == 1 and not asked.filtered, page_of_shelf(asked, looks)
    here = partial(_here, asked, beneficiary)
    return show(
        "catalog/shelf.html",
        "catalog/_shelf_page.html",
        shelf=found,
        asked=asked,
        here=here,
        pills=shelf_words.pills(found, asked, here),
        continued=wants_fragment(),
        say=say,
        beneficiary=beneficiary,
        manages=sight.may_order_for_company(looks),
        goal=saving_for(looks) if first and beneficiary == "person" else None,
        similar=similar(looks) if first else [],
        finding=asked.filtered or "find" in request.args,
        hindrances=obstacles.said(queries.hindrances(me().id, me().company_id, beneficiary, 0, at)),
        purse=looks.purse[0],
        options={name: tuple(map(shelf_words.option, found.codes(name, asked))) for name in FILTERS},
        language=reader().language,
    )


@blueprint.get("/rewards/<int:reward_id>")
@allow(*MEMBERS)
def reward(reward_id: int) -> Response:
    """One reward: what it is and brings, what it costs, which ones there are, when it comes."""
    at = now()
    found, card, looks = sight.card_or_404(reward_id, at)
    against = queries.hindrances(
        me().id, me().company_id, found.beneficiary, found.value_cents, at, (found.form, found.nature)
    )
    return show(
        "catalog/reward.html",
        reward=found,
        card=card,
        purse=looks.purse[0],
        promised=rules.promised_on(looks.viewer.day, found.delay_days),
        hindrances=obstacles.said(against),
        say=say,
        inside=reward_facts.inside(found, at),
        drivers=tuple(found.drivers),
        terms=tuple(reward_facts.terms(found)),
        language=reader().language,
    )


def _asked() -> Asked:
    said = request.args
    page = said.get("page", 1, type=int)
    return Asked(
        said.get("q", "")[:100],
        said.get("category", ""),
        said.get("family", ""),
        said.get("nature", ""),
        affordable="affordable" in said,
        page=min(max(page, 1), FARTHEST),
    )


def _here(asked: Asked, beneficiary: str, **changed: str | int | None) -> str:
    """The shelf's address with what is asked for, changed; from its first page unless that is said."""
    now_asked: dict[str, Any] = {
        "for": "company" if beneficiary == "company" else None,
        "q": asked.search or None,
        "category": asked.category or None,
        "family": asked.family or None,
        "nature": asked.nature or None,
        "affordable": 1 if asked.affordable else None,
    }
    said = (now_asked | changed).items()
    return _address(request.script_root, tuple(pair for pair in said if pair[1] is not None))


@lru_cache(maxsize=1_000)
def _address(_root: str, said: tuple[tuple[str, Any], ...]) -> str:
    """Built once for each place the portal is mounted at: a page of the shelf has a dozen."""
    return url_for("catalog.shelf", **dict(said))
