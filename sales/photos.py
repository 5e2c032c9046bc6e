"""Photos of invoices: known by their content, kept under random names, handed out as attachments only."""

import secrets
from typing import BinaryIO

from sales import storage
from sales.rules import NotAPicture

MEGABYTE = 1024 * 1024
MOST = 10 * MEGABYTE
#: How a file begins → its ending and its type.
KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"RIFF", "webp", "image/webp"),
    (b"%PDF-", "pdf", "application/pdf"),
)
WEBP_MARK = slice(8, 12)


def keep_photo(file: BinaryIO) -> str:
    """Put a photo away; its new name. Raises NotAPicture for another content or a file too large."""
    data = file.read(MOST + 1)
    kind = next((end for start, end, _ in KINDS if data.startswith(start)), None)
    if kind is None or len(data) > MOST or (kind == "webp" and data[WEBP_MARK] != b"WEBP"):
        raise NotAPicture(most=MOST // MEGABYTE)
    name = f"{secrets.token_hex(16)}.{kind}"
    storage.path_of(name).write_bytes(data)
    return name


def type_of(name: str) -> str:
    """The type to serve a kept photo with."""
    return next((kind for _, end, kind in KINDS if name.endswith(f".{end}")), "application/octet-stream")
