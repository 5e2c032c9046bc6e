"""Renditions of pictures in the widths and formats that screens ask for: AVIF, or WebP for older ones."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath

from PIL import Image, ImageOps

#: Pixels: a row's picture on a phone twice over, a card's twice over, a reward's own page.
WIDTHS = (192, 480, 960)
#: The ending, what Pillow calls it, and a quality at which these pictures show no difference.
FORMATS = (("avif", "AVIF", 50), ("webp", "WEBP", 70))
#: A picture of more pixels is not opened: it would fill the memory.
MOST_PIXELS = 40_000_000


def renditions(data: bytes) -> dict[tuple[int, str], bytes]:
    """A picture in each (width, ending), none wider than it is; empty if it is too large or cannot be read.

    The smallest width is always there, so that lists have something to show.
    """
    try:
        return dict(_drawn(data))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return {}


def _drawn(data: bytes) -> Iterator[tuple[tuple[int, str], bytes]]:
    with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            return
        upright = ImageOps.exif_transpose(opened).convert("RGBA" if opened.has_transparency_data else "RGB")
    for width in WIDTHS:
        if width > upright.width and width != WIDTHS[0]:
            return
        small = upright.copy()
        small.thumbnail((width, width * 2))
        for ending, kind, quality in FORMATS:
            held = BytesIO()
            small.save(held, kind, quality=quality)
            yield (width, ending), held.getvalue()


def beside(picture: str, width: int = WIDTHS[0], ending: str = "webp") -> str:
    """Where a rendition of a picture lies: demo/drill.webp → demo/480/drill.avif."""
    path = PurePosixPath(picture)
    return str(path.parent / str(width) / f"{path.stem}.{ending}")
