"""Who may open which door: every route declares it, and what is not declared stays shut."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar, cast

from flask import Flask, abort, g, redirect, request, url_for
from flask import session as cookie
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from accounts import sessions
from accounts.browsers import browser_name
from accounts.identity import SEEN_EVERY, Visitor, visitor_for
from accounts.models import ROLES
from core.clock import now
from core.database import transaction

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed_in"
POLICIES = frozenset({PUBLIC, SIGNED_IN, *ROLES})


class Door(LoginManager):  # type: ignore[misc]
    """Flask-Login without what nobody asks for here: cookies that remember, tokens, traits of browsers."""

    def _load_user(self) -> None:
        token = cookie.get("_user_id")
        self._update_request_context_with_user(visitor_for(token) if token else None)


login = Door()


def allow(*whom: str) -> Callable[[View], View]:
    """Declare who may call a view: roles, `signed_in`, or `public`."""
    unknown = set(whom) - POLICIES
    if unknown or not whom:
        raise ValueError(f"unknown policy {sorted(unknown)}")

    def declare(view: View) -> View:
        view.policy = frozenset(whom)  # type: ignore[attr-defined]
        return view

    return declare


def policy_of(view: Callable[..., Any] | None) -> frozenset[str]:
    """A view's declared policy; empty when it has none."""
    return cast("frozenset[str]", getattr(view, "policy", frozenset()))


def me() -> Visitor:
    """The signed-in visitor; only behind a guard."""
    return cast(Visitor, current_user._get_current_object())


def enter(token: str) -> None:
    """Put a new session's secret into the cookie, and nothing of what was there (no fixation)."""
    visitor = visitor_for(token)
    if visitor is None:
        raise AssertionError("a session that has just been opened holds")
    kept = cookie.get("language")
    cookie.clear()
    if kept:
        cookie["language"] = kept
    cookie.permanent = not visitor.is_staff
    login_user(visitor)


def leave() -> None:
    """Forget who was there; the language stays."""
    kept = cookie.get("language")
    logout_user()
    cookie.clear()
    if kept:
        cookie["language"] = kept


def _guard(app: Flask) -> Callable[[], Response | None]:
    def guard() -> Response | None:
        if request.endpoint is None:
            return None
        policy = policy_of(app.view_functions.get(request.endpoint))
        if policy and PUBLIC not in policy and not current_user.is_authenticated:
            return _to_sign_in()
        if not policy or not (policy & {PUBLIC, SIGNED_IN} or me().role in policy):
            abort(403)
        return None

    return guard


def _to_sign_in() -> Response:
    if request.method != "GET" or getattr(request, "htmx", False):
        abort(401)
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)


def _note_seen(response: Response) -> Response:
    """Move a session's idle clock once the answer stands; a busy database never costs the page."""
    visitor = g.get("_login_user")  # only if the request asked who is there
    at = now()
    if isinstance(visitor, Visitor) and at - visitor.seen_at >= SEEN_EVERY:
        with suppress(OperationalError), transaction():
            sessions.see(visitor.sign_in_id, at)
    return response


def init_app(app: Flask) -> None:
    """Install the guard: default deny."""
    login.session_protection = None  # the row decides, not the address
    login.init_app(app)
    login.user_loader(visitor_for)
    app.before_request(_guard(app))
    app.after_request(_note_seen)
    app.jinja_env.filters["browser_name"] = browser_name
    static: Any = app.view_functions.get("static")
    if static is not None:
        static.policy = frozenset({PUBLIC})
