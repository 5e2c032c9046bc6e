"""Pages leave packed for browsers that take gzip: a fifth of the bytes, for a third of a millisecond.

A page holds a secret (the CSRF token) and sometimes an echo of the address (a search); its packed length
could tell one from the other (BREACH). Our cookie is SameSite=Lax, so nobody else’s page can ask many times
as the visitor; besides, a name of random length in gzip’s own header blurs the length (as Django does).
"""

import secrets
from gzip import GzipFile
from io import BytesIO

from flask import Flask, request
from werkzeug.wrappers import Response

from core.security import vary

#: Below so many bytes an answer fits one packet anyway.
LEAST = 1_400
#: zlib's quickest: level 6 saves another fifth of the bytes for twice the time.
LEVEL = 1
#: Up to so many bytes blur the length.
BLUR = 100


def init_app(app: Flask) -> None:
    """Pack every page."""
    app.after_request(pack)


def pack(response: Response) -> Response:
    """Pack a whole HTML answer where the browser takes it."""
    if response.mimetype != "text/html" or not response.is_sequence:
        return response
    vary(response, "Accept-Encoding")
    if response.status_code == 304:
        return response
    plain = response.get_data()
    if len(plain) >= LEAST and request.accept_encodings["gzip"] > 0:
        response.set_data(packed(plain))
        response.headers["Content-Encoding"] = "gzip"
    return response


def packed(plain: bytes) -> bytes:
    """Gzip with a name of random length."""
    held, name = BytesIO(), "x" * (1 + secrets.randbelow(BLUR))
    with GzipFile(name, "wb", LEVEL, held, mtime=0) as file:
        file.write(plain)
    return held.getvalue()
