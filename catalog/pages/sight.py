"""The reader before the shelf: whose purse they hold, what they see, which reward they may look at."""

from datetime import datetime

from flask import abort, request

from accounts.access import me
from catalog.models import Reward
from catalog.shelf import queries
from catalog.shelf.cards import Card, beside
from catalog.shelf.closer import Told, told
from catalog.shelf.offered import Look, look
from catalog.shelf.offers import offer
from catalog.shelf.viewers import viewer_of
from catalog.shelf.wanting import one
from core.clock import local_day, now
from core.database import session
from points.ledger import delegations


def looking(beneficiary: str, at: datetime) -> Look:
    """How the reader sees the shelf of a beneficiary, with that purse in hand."""
    viewer = viewer_of(me().id, me().company_id, local_day(at), browsing=True)
    purse = queries.purse(viewer.wallets.get(beneficiary), viewer.day)
    return look(viewer, beneficiary, purse, at)


def spends() -> bool:
    """Whether the company's purse is open to the reader, as its manager or by leave."""
    return delegations.spends_for(me().id, me().company_id, me().role, local_day(now()))


def may_order_for_company(looks: Look) -> bool:
    """The same, without asking for most: whoever never had leave to spend the company's points has none."""
    return me().role == "company_manager" or (looks.viewer.delegate and spends())


def asked_for() -> str:
    """Whose rewards the address asks for; a person's where the company's are not the reader's to order."""
    asked = request.args.get("for", "person")
    return asked if asked == "company" and spends() else "person"


def reward_or_404(reward_id: int) -> Reward:
    """A reward that the reader may look at; what is hidden from them is not there."""
    found = queries.reward_for(reward_id, spends) or abort(404)
    viewer = viewer_of(me().id, me().company_id, local_day(now()))
    if offer(found, viewer, viewer.day).hidden:
        abort(404)
    return found


def card_or_404(reward_id: int, at: datetime) -> tuple[Told, Card, Look]:
    """A reward, and how it stands beside the reader's purse; what left the shelf can still be looked at."""
    reward = told(reward_id, me().id) or abort(404)
    if reward.beneficiary == "company" and not spends():
        abort(404)
    looks = looking(reward.beneficiary, at)
    return reward, one(reward_id, looks) or _gone(reward_id, looks), looks


def _gone(reward_id: int, looks: Look) -> Card:
    """What left the shelf; hidden rewards are not there."""
    reward = session.get(Reward, reward_id) or abort(404)
    seen = offer(reward, looks.viewer, looks.viewer.day)
    if seen.hidden:
        abort(404)
    return beside(reward, seen.points, "locked", looks.purse, seen.locked)
