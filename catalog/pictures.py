"""Pictures of rewards: the house's own, and uploaded ones, known by their bytes and never by their name."""

import hashlib
from pathlib import Path

from catalog import thumbnails
from core.rules import N_, Refused

#: Under settings.files.
FOLDER = "rewards"
#: How reward.picture names an uploaded file.
UPLOADED = "files:"
LARGEST = 3 * 1024 * 1024
#: The rendition that every picture has.
SMALLEST = (thumbnails.WIDTHS[0], "webp")
KINDS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


class NotAPicture(Refused):
    """The bytes are none of what browsers show safely."""

    sentence = N_("This is not a JPEG, PNG or WebP picture.")


class PictureTooLarge(Refused):
    """A card's picture weighs some kilobytes."""

    sentence = N_("This picture is too large: 3 MB is the most.")


def extension_of(data: bytes) -> str:
    """jpg, png or webp by the first and last bytes; raises NotAPicture."""
    if data[:3] == b"\xff\xd8\xff" and b"\xff\xd9" in data[-64:]:
        return "jpg"
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and b"IEND" in data[-64:]:
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and data[12:15] == b"VP8":
        return "webp"
    raise NotAPicture


def store(files: Path, data: bytes) -> str:
    """Keep a picture under a name made of its content; what reward.picture is set to."""
    if len(data) > LARGEST:
        raise PictureTooLarge
    name = f"{hashlib.sha256(data).hexdigest()[:32]}.{extension_of(data)}"
    _draw(files, name, data)
    _put(files / FOLDER / name, data)
    return UPLOADED + name


def draw_missing(files: Path) -> tuple[int, int]:
    """Draw the renditions of pictures that were uploaded before there were any: how many, and how many not.

    Twice is once; what cannot be read stays whole.
    """
    whole = (path for path in sorted((files / FOLDER).glob("*.*")) if path.suffix[1:] in KINDS)
    drawn = [_draw(files, path.name, path.read_bytes()) for path in whole if not is_drawn(files, path.name)]
    return sum(drawn), len(drawn) - sum(drawn)


def is_drawn(files: Path, name: str) -> bool:
    """Whether an uploaded picture has its renditions; the smallest is the last to be put there."""
    return (files / FOLDER / thumbnails.beside(name, *SMALLEST)).is_file()


def _draw(files: Path, name: str, data: bytes) -> bool:
    """Put a picture's renditions beside it; whether it could be read."""
    made = thumbnails.renditions(data)
    for size in sorted(made, key=SMALLEST.__eq__):
        _put(files / FOLDER / thumbnails.beside(name, *size), made[size])
    return bool(made)


def _put(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.part")
    fresh.write_bytes(data)
    fresh.replace(path)


def shipped(static: Path) -> list[str]:
    """The pictures under static/img that a reward may show."""
    found = [*(static / "img").glob("*/*.webp"), *(static / "img").glob("*/*.svg")]
    return sorted(path.relative_to(static / "img").as_posix() for path in found)
