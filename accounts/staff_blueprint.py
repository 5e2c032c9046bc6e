"""The blueprint of this room's staff pages, and how far each of the staff may see."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request, url_for

from accounts.access import me
from accounts.directory import Wanted
from accounts.lines import Listing

blueprint = Blueprint("accounts_staff", __name__, url_prefix="/staff")


def keeper() -> int | None:
    """Whose portfolio limits what is shown: an account manager's own; None for administrators."""
    return me().id if me().role == "account_manager" else None


def wanted() -> Wanted:
    """The filters in the address."""
    given = request.args
    return Wanted(
        search=given.get("q", "")[:100],
        company_id=given.get("company", type=int),
        role=given.get("role", "")[:20],
        state=given.get("state", "")[:10],
        kind=given.get("kind", "")[:12],
        region=given.get("region", "")[:60],
    )


def page_asked() -> int:
    """Which page of a list, from 1."""
    return max(1, min(request.args.get("page", 1, type=int), 100_000))


def pages(endpoint: str, listing: Listing) -> Mapping[str, Any]:
    """Addresses of the page before and the one after, filters kept."""
    kept: dict[str, Any] = {key: value for key, value in request.args.items() if key != "page" and value}

    def turned(page: int) -> str | None:
        return url_for(endpoint, **kept, page=page) if 1 <= page <= listing.pages else None

    return {"previous": turned(listing.page - 1), "following": turned(listing.page + 1), "kept": kept}
