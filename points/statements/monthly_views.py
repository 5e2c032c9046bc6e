"""Pages for resellers: each month of a wallet on a page that adds up, and as PDF."""

import re
from datetime import date

from babel.dates import format_date
from flask import Blueprint, abort, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import format as figures
from core import printing, reply
from core.clock import local_day, now
from core.retold import retold
from points.ledger import queries
from points.sentences.known import names_in
from points.statements import monthly
from points.statements.monthly import Statement

#: How an address names a month.
MONTH = re.compile("[2-9][0-9]{3}-(?:0[1-9]|1[0-2])")
#: Names of months that a process keeps.
KEPT = 200

blueprint = Blueprint("points_statements", __name__)


@blueprint.get("/points/statements")
@allow("rep", "company_manager")
def own_months() -> Response:
    """My months."""
    return _months(queries.wallet_of_person(me().id), "/points")


@blueprint.get("/points/company/statements")
@allow("company_manager")
def company_months() -> Response:
    """My company's months."""
    return _months(queries.wallet_of_company(me().company_id or 0), "/points/company")


@blueprint.get("/points/statements/<month>")
@allow("rep", "company_manager")
def own(month: str) -> Response:
    """One of my months."""
    return _page(queries.wallet_of_person(me().id), month, "/points")


@blueprint.get("/points/company/statements/<month>")
@allow("company_manager")
def company(month: str) -> Response:
    """One of my company's months."""
    return _page(queries.wallet_of_company(me().company_id or 0), month, "/points/company")


@blueprint.get("/points/statements/<month>.pdf")
@allow("rep", "company_manager")
def own_pdf(month: str) -> Response:
    """One of my months as a document."""
    return _document(queries.wallet_of_person(me().id), month, me().person.name)


@blueprint.get("/points/company/statements/<month>.pdf")
@allow("company_manager")
def company_pdf(month: str) -> Response:
    """One of my company's months as a document."""
    found = me().company
    return _document(queries.wallet_of_company(me().company_id or 0), month, found.name if found else "")


def _months(wallet_id: int | None, path: str) -> Response:
    months = monthly.months_of(wallet_id or 0, now())
    today = local_day(now())
    rows = [(f"{month:%Y-%m}", month_name(month), month == today.replace(day=1)) for month in months]
    return reply.show("points/statements.html", months=rows, path=path, company=path != "/points")


def _page(wallet_id: int | None, month: str, path: str) -> Response:
    told = _statement(wallet_id, month)
    return reply.show(
        "points/statement.html",
        told=told,
        lines=lines(told),
        month=month,
        name=month_name(told.first),
        path=path,
        company=path != "/points",
        pdf=printing.available(),
    )


def _document(wallet_id: int | None, month: str, owner: str) -> Response:
    told = _statement(wallet_id, month)
    if not printing.available():
        abort(404)
    said = {"told": told, "lines": lines(told), "name": month_name(told.first), "owner": owner, "at": now()}
    html = render_template("points/statement_document.html", **said)
    return printing.download_pdf(f"{gettext('points')}-{month}", printing.pdf(html, "document.css"))


def _statement(wallet_id: int | None, month: str) -> Statement:
    """A month since the wallet's first movement, or today's; else 404."""
    if not MONTH.fullmatch(month):
        abort(404)
    first, current = date.fromisoformat(f"{month}-01"), local_day(now()).replace(day=1)
    told = monthly.statement(wallet_id or 0, first, now()) if first <= current else abort(404)
    return told if told.begun or first == current else abort(404)


def lines(told: Statement) -> list[tuple[str, int]]:
    """(what it was, points) from the opening to the closing balance."""
    names, groups = names_in({"rule": rule_id} for rule_id, _ in told.earned).rules, group_words()
    earned = [(names.get(rule_id) or gettext("Other gains"), points) for rule_id, points in told.earned]
    return [*earned, *((groups[group], points) for group, points in told.groups.items())]


def group_words() -> dict[str, str]:
    """What each line of a statement that no rule explains is called."""
    return {
        "prizes": gettext("Prizes of challenges"),
        "openings": gettext("Brought in from before the programme"),
        "corrections": gettext("Corrections"),
        "orders": gettext("Rewards ordered, less those cancelled"),
        "returned": gettext("Taken back after returns"),
        "repaid": gettext("Repaid of what was owed"),
        "expired": gettext("Expired"),
        "moved": gettext("Moved with a company"),
        "other": gettext("Other movements"),
    }


@retold(KEPT)
def month_name(first: date) -> str:
    """Octobre 2026 / October 2026."""
    name = format_date(first, "LLLL y", locale=figures.reader())
    return name[:1].upper() + name[1:]
