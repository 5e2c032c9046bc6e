"""Headers that every answer carries (ASVS 5.0 V3.4), and what no address may hold."""

from collections.abc import Callable, MutableMapping
from typing import Any

from flask import Flask, abort, request
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
    app.wsgi_app = _with(wanted, app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(refuse_the_impossible)

    @app.after_request
    def protect(response: Response) -> Response:
        if "Cache-Control" not in response.headers and request.endpoint not in {
            "static",
            "assets.stylesheet",
        }:
            response.headers["Cache-Control"] = "no-store"
        return response


def _with(wanted: dict[str, str], answered: Any) -> Any:
    """Beside what an answer says itself; at the very edge, where it costs no look at each of them."""
    headers = [(name, value, name.lower()) for name, value in wanted.items()]

    def answer(environ: Any, start: Any) -> Any:
        def begin(status: str, said: list[tuple[str, str]], failure: Any = None) -> Any:
            known = {name.lower() for name, _ in said}
            more = [(name, value) for name, value, lower in headers if lower not in known]
            return start(status, said + more, failure) if failure else start(status, said + more)

        return answered(environ, begin)

    return answer


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
