"""Files as they were brought, under random names in a folder of ours; nothing serves them as they are."""

import gzip
import hashlib
import secrets
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import current_app

from sales.limits import MEGABYTE, MOST_BYTES, TooLarge, Unreadable

PIECE = 1 << 20


@dataclass(frozen=True)
class Kept:
    """A file that was put away."""

    #: random name
    stored: str
    sha256: str
    path: Path


def folder() -> Path:
    """Where brought files lie."""
    path: Path = current_app.config["SETTINGS"].files / "sales"
    path.mkdir(parents=True, exist_ok=True)
    return path


def path_of(stored: str) -> Path:
    """Where a kept file lies; its name is ours alone."""
    return folder() / Path(stored).name


def keep(file: BinaryIO, name: str) -> Kept:
    """Put a file away, unpacking gzip; raises TooLarge, Unreadable."""
    stored, digest = secrets.token_hex(16), hashlib.sha256()
    path = path_of(stored)
    try:
        with path.open("xb") as out:
            for piece in _pieces(file, name):
                digest.update(piece)
                out.write(piece)
                if out.tell() > MOST_BYTES:
                    raise TooLarge(most=MOST_BYTES // MEGABYTE)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Kept(stored, digest.hexdigest(), path)


def drop(stored: str) -> None:
    """Forget a kept file."""
    if stored:
        path_of(stored).unlink(missing_ok=True)


def _pieces(file: BinaryIO, name: str) -> Iterator[bytes]:
    try:
        source = gzip.GzipFile(fileobj=file) if name.lower().endswith(".gz") else file
        while piece := source.read(PIECE):
            yield piece
    except (gzip.BadGzipFile, EOFError, zlib.error) as wrong:
        raise Unreadable from wrong
