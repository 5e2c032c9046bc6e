"""Pages for resellers: what they hold, and where it came from."""

from dataclasses import dataclass

from flask import Blueprint, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import local_day, now
from core.exports import stream_csv
from points.ledger import queries
from points.ledger.history import FILTERS, PAGE, every_movement, history
from points.statements import telling, waiting

blueprint = Blueprint("points", __name__)


@dataclass(frozen=True)
class Purse:
    """Whose points a page shows."""

    wallet_id: int
    of_company: bool
    #: where the page is
    path: str


@blueprint.get("/points")
@allow("rep", "company_manager")
def own() -> Response:
    """What I hold, and every movement that made it so."""
    return _page(_own())


@blueprint.get("/points/company")
@allow("company_manager")
def company() -> Response:
    """What my company holds."""
    return _page(_company())


@blueprint.get("/points/history.csv")
@allow("rep", "company_manager")
def own_csv() -> Response:
    """My movements as a file."""
    return _csv(_own())


@blueprint.get("/points/company/history.csv")
@allow("company_manager")
def company_csv() -> Response:
    """My company's movements as a file."""
    return _csv(_company())


def _own() -> Purse:
    return Purse(queries.wallet_of_person(me().id) or 0, False, "/points")


def _company() -> Purse:
    return Purse(queries.wallet_of_company(me().company_id or 0) or 0, True, "/points/company")


def _page(purse: Purse) -> Response:
    only = request.args.get("only", "")
    balance = queries.balance(purse.wallet_id)
    lines = history(purse.wallet_id, request.args.get("before", type=int), PAGE + 1, only)
    return reply.show(
        "points/history.html",
        "points/_history.html",
        purse=purse,
        balance=balance,
        usual=queries.average_recent_earning(purse.wallet_id),
        waiting=waiting.of_wallet(purse.wallet_id, 20) if balance.pending else [],
        expiring=queries.expiring_soon(purse.wallet_id, local_day(now())),
        months=telling.months(lines[:PAGE], purse.wallet_id),
        before=lines[PAGE - 1].id if len(lines) > PAGE else None,
        only=only if only in FILTERS else "",
        manages=me().role == "company_manager",
    )


def _csv(purse: Purse) -> Response:
    columns = (
        gettext("Date"),
        gettext("Entered"),
        gettext("Movement"),
        gettext("Document"),
        gettext("Points"),
    )
    rows = (
        (line.day, local_day(line.at), said.title, said.sub, line.points, said.sentences[0])
        for lines in every_movement(purse.wallet_id)
        for line, said in telling.tell(lines, purse.wallet_id)
    )
    return stream_csv("points", (*columns, gettext("Explanation")), rows)
