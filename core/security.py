"""Headers that every answer carries (ASVS 5.0 V3.4), the signed cookie, and what no address may hold."""

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any

from flask import Flask, abort, current_app, g, request
from flask import Response as Answer
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
)
from werkzeug.wrappers import Response

from core.settings import Settings

YEAR = 31_536_000
#: A number in an address has at most so many digits: more fit no column, not even times a page's length.
DIGITS = 15
#: What people search for may be a number of any length.
FREE = frozenset({"q"})
#: What these send besides the address is never read.
BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie; what signs is made once, and an answer that leaves it alone pays nothing."""

    _made: tuple[Any, URLSafeTimedSerializer | None] = (None, None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The one of these secrets; it is made anew when they are others."""
        secrets = (app.secret_key, tuple(app.config["SECRET_KEY_FALLBACKS"] or ()))
        if self._made[0] != secrets:
            self._made = secrets, super().get_signing_serializer(app)
        return self._made[1]

    def save_session(self, app: Flask, session: SessionMixin, response: Answer) -> None:
        """Write it where it changed; else only say that the answer depends on it."""
        if session.modified or app.config["SESSION_REFRESH_EACH_REQUEST"]:
            super().save_session(app, session, response)
        elif session.accessed:
            vary(response, "Cookie")


def csrf_token() -> str:
    """This request's token, as flask_wtf makes it; what signs it is made once."""
    if "csrf_token" not in g:
        if not isinstance(cookie.get("csrf_token"), str):
            return str(generate_csrf())
        g.csrf_token = _token_signer(current_app.secret_key).dumps(cookie["csrf_token"])
    return str(g.csrf_token)


@lru_cache(maxsize=8)
def _token_signer(secret: str | bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="wtf-csrf-token")


def vary(response: Response, name: str) -> None:
    """Say that an answer depends on a header of the request, beside others."""
    said = response.headers.get("Vary")
    response.headers["Vary"] = f"{said}, {name}" if said else name


def policy() -> ContentSecurityPolicy:
    """ASVS V3.4.1: nothing but our own files; no inline style or script."""
    return (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'", "data:")
        .font_src("'self'")
        .connect_src("'self'")
        .manifest_src("'self'")
        .form_action("'self'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
    )


def init_app(app: Flask, settings: Settings) -> None:
    """Set the headers on every answer, errors and static files included."""
    headers = Secure(
        csp=policy(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        hsts=StrictTransportSecurity().max_age(YEAR).include_subdomains() if settings.secure else None,
        permissions=PermissionsPolicy().geolocation("()").microphone("()").camera("self"),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
    )
    wanted = dict(headers.headers)
    app.extensions["security_headers"] = wanted
    app.session_interface = Cookies()
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.context_processor(lambda: {"csrf_token": csrf_token})
    app.before_request(refuse_the_impossible)

    @app.after_request
    def protect(response: Response) -> Response:
        said = {name.lower() for name, _ in response.headers}
        response.headers.extend((name, value) for name, value in wanted.items() if name.lower() not in said)
        if "Cache-Control" not in response.headers and request.endpoint not in {
            "static",
            "assets.stylesheet",
        }:
            response.headers["Cache-Control"] = "no-store"
        return response


def refuse_the_impossible() -> None:
    """No key of ours has that many digits (404), no text of ours holds a NUL (400): a database would fail."""
    named = (request.view_args or {}).values()
    if any(len(str(one)) > DIGITS for one in named if isinstance(one, int)):
        abort(404)
    texts = [one for one in named if isinstance(one, str)]
    if request.query_string:
        asked = [(name, text) for name, found in request.args.lists() for text in found]
        if any(len(text) > DIGITS and text.strip().isdigit() for name, text in asked if name not in FREE):
            abort(404)
        texts += [text for _, text in asked]
    if request.method not in BODILESS:
        texts += request.form.values()
    if any("\0" in text for text in texts):
        abort(400)


def on_files(app: Flask) -> Callable[[MutableMapping[str, str], str, str], None]:
    """The same headers for files that are answered before Flask is asked."""
    wanted: dict[str, str] = app.extensions["security_headers"]

    def protect(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
        for name, value in wanted.items():
            headers[name] = value

    return protect
