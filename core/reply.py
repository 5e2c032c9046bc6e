"""What a view answers: a whole page to a browser, its fragment to htmx; a redirect, or htmx's word for it."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.rules import Refused

PERSONAL = "private, no-cache"


def wants_fragment() -> bool:
    """Whether htmx asks for a piece of the page (a boosted link wants the whole)."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def show(page: str, fragment: str | None = None, status: int = 200, **context: Any) -> Response:
    """Render a page, or its fragment when htmx asks for it; both come from the same templates."""
    template = fragment if fragment and wants_fragment() else page
    response: Response = make_response(render_template(template, **context), status)
    response.headers.add("Vary", "HX-Request")
    return response


def show_unless_known(etag: str, page: str, fragment: str | None = None, **context: Any) -> Response:
    """Like `show`, or 304 when the browser already has this version; ask `known(etag)` first to save work."""
    response = show(page, fragment, **context)
    response.set_etag(_variant(etag))
    response.headers["Cache-Control"] = PERSONAL
    return response.make_conditional(request)


def known(etag: str) -> Response | None:
    """A 304 when the browser already holds this version of this variant, before anything is computed."""
    if _variant(etag) not in request.if_none_match:
        return None
    response: Response = make_response("", 304)
    response.set_etag(_variant(etag))
    response.headers["Cache-Control"] = PERSONAL
    response.headers.add("Vary", "HX-Request")
    return response


def go(url: str, said: str | None = None, kind: str = "ok") -> Response:
    """Send the browser to another page of ours, with a sentence to show there."""
    if said:
        flash(said, kind)
    if wants_fragment():
        response: Response = make_response("", 204)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url, 303)


def say(refused: Refused) -> str:
    """A refusal in the reader's language."""
    return (
        str(gettext(refused.sentence, **refused.facts)) if refused.facts else str(gettext(refused.sentence))
    )


def _variant(etag: str) -> str:
    return f"{etag}-{'f' if wants_fragment() else 'p'}"
