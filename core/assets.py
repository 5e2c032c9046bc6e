"""The stylesheets, put together from one file per component, and addresses that change when a file does."""

import gzip
import hashlib
import re
from functools import cache
from pathlib import Path

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    has_request_context,
    render_template,
    request,
    url_for,
)

STATIC = Path(__file__).resolve().parent.parent / "static"
_LENGTH = 12
FOREVER = "public, max-age=31536000, immutable"

#: The order of the cascade: tokens, then the ground, then frames and components, paper last.
SHEETS = (
    "tokens base frame-member frame-plain button card numeral hero standings tabs meter ladder "
    "reward tier joining challenge badge form dialog toast states narrow print"
).split()
#: What only the sponsor's staff see; their pages load it before the other, so that paper still comes last.
DESK = "frame-staff kpi table calibration dry-run draft".split()
#: A television needs the tokens and the ground, and its own sheet.
SCREEN = "tokens base tv".split()
BUNDLES = {"tandem": SHEETS, "desk": DESK, "tv": SCREEN}

blueprint = Blueprint("assets", __name__)


def init_app(app: Flask) -> None:
    """Register the stylesheets' route and the two address makers as Jinja globals."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(asset_url=asset_url, static_url=static_url)


@blueprint.get("/assets/<name>-<fingerprint>.css")
def stylesheet(name: str, fingerprint: str) -> Response:
    """A whole stylesheet; an older fingerprint gets today's sheet, uncached."""
    if name not in BUNDLES or len(fingerprint) != _LENGTH:
        abort(404)
    text = css(name)
    current = fingerprint == _short(text.encode())
    packed = request.accept_encodings["gzip"] > 0
    answer = Response(_packed(text) if packed else text, mimetype="text/css")
    answer.headers["Cache-Control"] = FOREVER if current else "no-cache"
    answer.headers["Vary"] = "Accept-Encoding"
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    return answer


@blueprint.get("/offline")
def offline() -> str:
    """The page shown without a network; it holds nobody's data."""
    return render_template("offline.html")


@blueprint.get("/service-worker.js")
def service_worker() -> Response:
    """Served from the root, because a worker rules only over its own folder."""
    text = (STATIC / "js" / "service-worker.js").read_text("utf-8")
    return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


stylesheet.policy = frozenset({"public"})  # type: ignore[attr-defined]
offline.policy = frozenset({"public"})  # type: ignore[attr-defined]
service_worker.policy = frozenset({"public"})  # type: ignore[attr-defined]


def css(name: str) -> str:
    """A bundle's sheets in order, without comments and indentation; read again each time while debugging."""
    if current_app.debug:
        _read.cache_clear()
        _fingerprint.cache_clear()
    return _read(name)


def asset_url(name: str) -> str:
    """The address of a stylesheet: `tandem` for everybody, `desk` for the sponsor's staff as well."""
    if name not in BUNDLES:
        raise ValueError(f"no such asset: {name}")
    return url_for("assets.stylesheet", name=name, fingerprint=_short(css(name).encode()))


def static_url(name: str) -> str:
    """The address of a file under static/, with its fingerprint so that it may be kept."""
    return _address(request.script_root if has_request_context() else "", name, _fingerprint(name))


def is_there(name: str) -> bool:
    """Whether there is such a file under static/; a process looks once."""
    return bool(_fingerprint(name))


@cache
def _address(_root: str, name: str, fingerprint: str) -> str:
    """Built once for each place the portal is mounted at: a page names its icons a hundred times."""
    return url_for("static", filename=name, v=fingerprint)


@cache
def _packed(text: str) -> bytes:
    """A fifth of its size, for a first visit by phone."""
    return gzip.compress(text.encode(), mtime=0)


@cache
def _read(bundle: str) -> str:
    text = "\n".join((STATIC / "css" / f"{name}.css").read_text("utf-8") for name in BUNDLES[bundle])
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,]) ?", r"\1", text)
    text = re.sub(r";}", "}", text.replace(": ", ":"))
    text = re.sub(r" ([>+]) (?=[^;{}]*{)", r"\1", text).replace(" !important", "!important")
    text = re.sub(r"(?<=[\s:(,-])0(?=\.\d)", "", text)
    return re.sub(
        r'url\("\.\./([^"]+)"\)', lambda found: f'url("/static/{found[1]}?v={_fingerprint(found[1])}")', text
    )


@cache
def _fingerprint(name: str) -> str:
    """The start of the file's SHA-256; empty when there is no such file."""
    path = STATIC / name
    return _short(path.read_bytes()) if path.is_file() else ""


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_LENGTH]
