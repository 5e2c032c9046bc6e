"""Headers that every answer carries (ASVS 5.0 V3.4), and who may be asked for this host."""

from collections.abc import Callable, MutableMapping

from flask import Flask, request
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

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in wanted.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers and request.endpoint not in {
            "static",
            "assets.stylesheet",
        }:
            response.headers["Cache-Control"] = "no-store"
        return response


def on_files(app: Flask) -> Callable[[MutableMapping[str, str], str, str], None]:
    """The same headers for files that are answered before Flask is asked."""
    wanted: dict[str, str] = app.extensions["security_headers"]

    def protect(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
        for name, value in wanted.items():
            headers[name] = value

    return protect
