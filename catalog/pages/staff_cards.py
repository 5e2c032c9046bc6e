"""Pages for the sponsor's staff: pools of gift card codes, and the cards that have not come yet."""

from flask import Blueprint, abort, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.cards import calling, codes, queries
from catalog.models import Reward
from catalog.pages.supply_forms import LARGEST, CodesForm
from catalog.rules.details import POOL, counted_by_codes
from core.clock import local_day, now
from core.database import in_transaction, session, transaction
from core.format import points, reader
from core.reply import go, say, show
from core.row_problems import FileRefused
from core.rules import Refused

blueprint = Blueprint("card_desk", __name__, url_prefix="/staff")


@blueprint.get("/cards")
@allow("administrator")
def page() -> Response:
    """How the pools stand, and which calls wait for a provider."""
    return show(
        "catalog/staff_cards.html",
        pools=queries.pools(local_day(now())),
        calls=queries.calls_to_see(),
        own=POOL,
        language=reader().language,
    )


@blueprint.post("/cards/<int:call_id>/asking")
@allow("administrator")
def ask(call_id: int) -> Response:
    """Have the provider asked with the clock's next round."""
    queries.call_with_order(call_id) or abort(404)
    in_transaction(lambda: calling.ask_again(call_id, now(), me().actor))
    return go(url_for("card_desk.page"), _("The provider is asked again within the minute."))


@blueprint.get("/cards/<int:call_id>/cancellation")
@allow("administrator")
def confirm(call_id: int) -> Response:
    """What taking a card back at its provider changes, before it does."""
    call, order = queries.call_with_order(call_id) or abort(404)
    return show("catalog/card_cancellation.html", call=call, order=order, language=reader().language)


@blueprint.post("/cards/<int:call_id>/cancellation")
@allow("administrator")
def cancel(call_id: int) -> Response:
    """Ask the provider that a card nobody saw be worth nothing."""
    _call, order = queries.call_with_order(call_id) or abort(404)
    number = order.id
    session.rollback()  # the network is used with no transaction open
    word = calling.take_back(call_id, now(), me().actor)
    back = url_for("catalog_staff.orders.detail", order_id=number)
    if word == "cancelled":
        return go(back, _("The provider took the card back: the order can be undone."))
    return go(back, _("The provider did not take the card back: nothing was changed."), "late")


@blueprint.get("/rewards/<int:reward_id>/codes")
@allow("administrator")
def pool(reward_id: int) -> Response:
    """One pool: what came in, what is left, and how more comes in."""
    if not _is_pool(_reward_or_404(reward_id)):
        return go(url_for("catalog_staff.reward", reward_id=reward_id))
    return _pool(reward_id, CodesForm(formdata=None), 200)


@blueprint.post("/rewards/<int:reward_id>/codes")
@allow("administrator")
def bring(reward_id: int) -> Response:
    """Bring codes in; whatever is wrong, none of them is shown again."""
    _pool_or_404(reward_id)
    form = CodesForm()
    data = form.data_of()
    if not form.validate() or not data or len(data) > LARGEST:
        form.file.errors = [] if 0 < len(data) <= LARGEST else [_("Choose a file, or paste the codes below.")]
        return _pool(reward_id, form, 422)
    try:
        with transaction():
            brought = codes.bring_in(reward_id, form.batch.data or "", data, now(), me().actor)
    except FileRefused as refused:
        return _pool(reward_id, form, 422, refused)
    except Refused as refused:
        form.file.errors = [say(refused)]
        return _pool(reward_id, form, 422)
    said = ngettext("%(n)s code came in.", "%(n)s codes came in.", brought.added, n=points(brought.added))
    if brought.known:
        more = ngettext(
            "%(n)s was there already.", "%(n)s were there already.", brought.known, n=brought.known
        )
        said = f"{said} {more}"
    return go(url_for("card_desk.pool", reward_id=reward_id), said)


def _pool(reward_id: int, form: CodesForm, status: int, refused: FileRefused | None = None) -> Response:
    reward = _pool_or_404(reward_id)
    form.codes.data = None
    return show(
        "catalog/staff_codes.html",
        status=status,
        standing=queries.pool(reward, local_day(now())),
        batches=queries.batches(reward_id),
        form=form,
        refused=refused,
        sentence=say(refused) if refused else "",
        language=reader().language,
    )


def _pool_or_404(reward_id: int) -> Reward:
    reward = _reward_or_404(reward_id)
    return reward if _is_pool(reward) else abort(404)


def _is_pool(reward: Reward) -> bool:
    return counted_by_codes(reward.kind, reward.details)


def _reward_or_404(reward_id: int) -> Reward:
    return session.get(Reward, reward_id) or abort(404)
