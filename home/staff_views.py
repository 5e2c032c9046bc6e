"""The staff's first page: what waits for a decision, and the week in figures."""

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from compliance import overview
from core import clock, reply
from core.rules import N_
from home import decisions, figures, health, search
from home import running as challenges
from home.deciding import Decision

blueprint = Blueprint("home_staff", __name__, url_prefix="/staff")

KINDS = {"sale": N_("Sales"), "order": N_("Orders"), "challenge": N_("Challenges"), "mail": N_("Mail")}


@blueprint.get("")
@allow("administrator", "account_manager")
def today() -> Response:
    """Today: decisions, the week in figures, running challenges; a portfolio's own for its keeper."""
    at, decides = clock.now(), me().role == "administrator"
    everything = decisions.waiting(at) if decides else []
    kind = request.args.get("kind", "")
    shown = [one for one in everything if kind in ("", one.kind)]
    return reply.show(
        "home/today.html",
        everything=everything,
        shown=shown,
        tabs=_tabs(everything, kind),
        trade=figures.trade(clock.local_day(at), None if decides else me().id),
        purse=figures.purse(clock.local_day(at)) if decides else None,
        files=figures.newest_files() if decides else [],
        running=challenges.running(at),
        held_back=len(overview.watched(at, reason="any")) if decides else 0,
        at=at,
    )


@blueprint.get("/search")
@allow("administrator", "account_manager")
def find() -> Response:
    """The search box: people, companies, invoices."""
    text = request.args.get("q", "").strip()[:80]
    return reply.show("home/search.html", search_text=text, hits=search.search(text, me()))


@blueprint.get("/settings")
@allow("administrator")
def settings() -> Response:
    """How the installation stands: brand, jobs, mail, and every invariant on demand."""
    findings = health.findings() if request.args.get("verify") else None
    return reply.show("home/settings.html", runs=health.last_runs(), mail=health.mail(), findings=findings)


def _tabs(everything: list[Decision], chosen: str) -> list[dict[str, object]]:
    counts = {kind: sum(one.kind == kind for one in everything) for kind in KINDS}
    tabs = [
        {"label": _(name), "count": counts[kind], "href": f"/staff?kind={kind}", "current": chosen == kind}
        for kind, name in KINDS.items()
        if counts[kind]
    ]
    return [{"label": _("All"), "count": len(everything), "href": "/staff", "current": not chosen}, *tabs]
