"""Small renditions of pictures, for lists: on a phone, a row's picture is as wide as a thumb."""

from io import BytesIO
from pathlib import PurePosixPath

from PIL import Image, ImageOps

#: Pixels: twice the width at which a list shows a picture.
WIDTH = 192
QUALITY = 70
#: Beside the pictures themselves.
FOLDER = "small"
#: A picture of more pixels is not opened: it would fill the memory.
MOST_PIXELS = 40_000_000


def shrunk(data: bytes) -> bytes | None:
    """A picture as a small WebP; None when it cannot be read, or is too large to be."""
    held = BytesIO()
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            small = ImageOps.exif_transpose(opened).convert("RGBA" if opened.has_transparency_data else "RGB")
            small.thumbnail((WIDTH, WIDTH))
            small.save(held, "WEBP", quality=QUALITY, method=6)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return held.getvalue()


def beside(picture: str) -> str:
    """Where the rendition of a picture lies: demo/drill.webp → demo/small/drill.webp."""
    path = PurePosixPath(picture)
    return str(path.parent / FOLDER / f"{path.stem}.webp")
