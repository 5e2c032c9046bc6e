"""Staff's page on the catalogue: what is shunned, who uses it, what it costs and owes; and its file."""

from datetime import date, timedelta

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from accounts.access import allow
from accounts.words import KIND_NAMES
from catalog.orders.settings import settings_now
from catalog.rules.steering import financial_bp
from catalog.steering import groups, reach, taking
from core.clock import local_day, now
from core.exports import download_csv
from core.format import reader
from core.reply import show
from points.tiers import schemes, sentences

blueprint = Blueprint("steering_staff", __name__, url_prefix="/staff/rewards")
#: Days that may be looked back over.
SPANS = (30, 90, 365)
FAMILIES = {"financial": _l("Financial"), "service": _l("Services"), "relational": _l("Relational")}


@blueprint.get("/steering")
@allow("administrator")
def page() -> Response:
    """Is the catalogue any good?"""
    today = local_day(now())
    first = _first(today)
    rows = taking.rows(first, today)
    shares = taking.shares(rows)
    return show(
        "catalog/steering.html",
        days=(today - first).days,
        spans=SPANS,
        rows=rows,
        shunned=[one for one in rows if one.taking.shunned],
        dear=sorted(
            (one for one in rows if one.taking.value_bp is not None), key=lambda one: one.taking.value_bp or 0
        ),
        shares=shares,
        financial=financial_bp(shares),
        settings=settings_now(),
        reaches=[reach.reach(one, today) for one in ("person", "company")],
        owed=reach.owed(today),
        by_kind=groups.by_company_kind(first, today, today),
        by_segment=groups.by_segment(first, today, today),
        by_tier=groups.by_tier(first, today, today),
        kinds=KIND_NAMES,
        families=FAMILIES,
        tier_names=_tier_names(today),
        language=reader().language,
    )


@blueprint.get("/steering.csv")
@allow("administrator")
def as_csv() -> Response:
    """Reward by reward."""
    today = local_day(now())
    columns = (
        "code reward family nature kind seen orders pieces points price_points cost_cents perceived_cents "
        "value_bp shunned"
    ).split()
    table = (
        (
            one.reward.code,
            one.reward.name(reader().language),
            one.reward.family,
            one.reward.nature,
            one.reward.kind,
            one.taking.seen,
            one.orders,
            one.taking.taken,
            one.points,
            one.reward.price_points,
            one.reward.cost_cents,
            one.reward.perceived_cents,
            one.taking.value_bp,
            one.taking.shunned,
        )
        for one in taking.rows(_first(today), today)
    )
    return download_csv("catalogue-steering", columns, table)


def _first(today: date) -> date:
    days = request.args.get("days", 90, type=int)
    return today - timedelta(days=days if days in SPANS else 90)


def _tier_names(today: date) -> dict[str, str]:
    row = schemes.in_force(today)
    return {one.code: sentences.name_of(one) for one in schemes.scheme_of(row).levels} if row else {}
