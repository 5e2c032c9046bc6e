"""Pictures of rewards: where a page finds them in each width and format, and those that were uploaded."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, abort, current_app, request, send_from_directory, url_for
from werkzeug.wrappers import Response

from accounts.access import SIGNED_IN, allow
from catalog import pictures, thumbnails
from core.assets import is_there, static_url

#: Under catalog.
blueprint = Blueprint("pictures", __name__)
KINDS = {"avif": "image/avif", "webp": "image/webp"}


class Sources(NamedTuple):
    """What a `picture` element offers the browser."""

    #: the address of the whole picture
    whole: str
    #: `address 192w, address 480w`; empty where there are no renditions
    avif: str
    webp: str


@blueprint.app_template_global()
def reward_picture(picture: str) -> str | None:
    """The address of a reward's picture; None for the drawing that stands in for one."""
    if picture.startswith(pictures.UPLOADED):
        return url_for("catalog.pictures.whole", name=picture.removeprefix(pictures.UPLOADED))
    path = f"img/{picture}"
    return static_url(path) if picture and is_there(path) else None


@blueprint.app_template_global()
def reward_thumbnail(picture: str) -> str | None:
    """The address of a picture's smallest rendition, for lists; of the picture itself where there is none."""
    return _address(picture, thumbnails.WIDTHS[0], "webp") or reward_picture(picture)


@blueprint.app_template_global()
def reward_sources(picture: str) -> Sources | None:
    """Every rendition of a reward's picture; None for the drawing that stands in for one."""
    if picture.startswith(pictures.UPLOADED):
        folder = str(_files())
        drawn = _is_drawn(folder, picture.removeprefix(pictures.UPLOADED))
        return _sources(request.script_root, picture, folder, drawn)
    return _sources(request.script_root, picture) if picture else None


@lru_cache(maxsize=2_000)
def _sources(_root: str, picture: str, _folder: str = "", drawn: bool = True) -> Sources | None:
    """Files do not change under their names, so they stay as long as the process: a shelf has dozens."""
    whole = reward_picture(picture)
    if whole is None:
        return None
    sets = {}
    for ending in KINDS:
        found = ((width, _address(picture, width, ending)) for width in thumbnails.WIDTHS if drawn)
        sets[ending] = ", ".join(f"{address} {width}w" for width, address in found if address)
    return Sources(whole, **sets)


@blueprint.get("/rewards/pictures/<name>")
@allow(SIGNED_IN)
def whole(name: str) -> Response:
    """An uploaded picture."""
    kind = pictures.KINDS.get(name.rpartition(".")[2]) or abort(404)
    return _sent(name, kind)


@blueprint.get("/rewards/pictures/<int:width>/<name>")
@allow(SIGNED_IN)
def rendition(width: int, name: str) -> Response:
    """An uploaded picture in a width and a format."""
    kind = KINDS.get(name.rpartition(".")[2]) or abort(404)
    return _sent(f"{width}/{name}", kind)


def _address(picture: str, width: int, ending: str) -> str | None:
    uploaded = picture.startswith(pictures.UPLOADED)
    beside = thumbnails.beside(picture.removeprefix(pictures.UPLOADED), width, ending)
    if uploaded:
        name = beside.rpartition("/")[2]
        there = (_uploads() / beside).is_file()
        return url_for("catalog.pictures.rendition", width=width, name=name) if there else None
    path = f"img/{beside}"
    return static_url(path) if picture and is_there(path) else None


def _is_drawn(files: str, name: str) -> bool:
    """Whether an uploaded picture has its renditions: once it has, it is not looked for again."""
    try:
        return _found(files, name)
    except FileNotFoundError:
        return False


@lru_cache(maxsize=4_000)
def _found(files: str, name: str) -> bool:
    if not pictures.is_drawn(Path(files), name):
        raise FileNotFoundError(name)
    return True


def _files() -> Path:
    files: Path = current_app.config["SETTINGS"].files
    return files


def _uploads() -> Path:
    return (_files() / pictures.FOLDER).absolute()


def _sent(name: str, kind: str) -> Response:
    answer: Response = send_from_directory(_uploads(), name, mimetype=kind)
    answer.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return answer
