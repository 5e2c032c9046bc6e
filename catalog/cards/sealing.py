"""Codes are sealed before they are written and opened for their owner only.

AES-256-GCM under a key drawn by HKDF (RFC 5869) from TANDEM_CARD_KEY, or from the secret key where there is
none. What an older secret sealed (TANDEM_CARD_KEYS_BEFORE) stays readable; nothing new is sealed with it.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from core.rules import N_, Refused

NONCE = 12
#: What people put between the signs of a code; it is the same code without.
BETWEEN = re.compile(r"[\s-]+")


class SealUnknown(Refused):
    """No secret that is set opens it: one was taken away too early, or the text is not what was written."""

    sentence = N_(
        "This code cannot be opened: the key that sealed it is no longer set. Ask your administrator."
    )


@dataclass(frozen=True)
class _Key:
    """What one secret gives: its mark (stands before what it sealed), a cipher's key and a digest's."""

    mark: str
    cipher: bytes = field(repr=False)
    digest: bytes = field(repr=False)


def seal(text: str) -> str:
    """A text sealed with the present key; the same text never gives the same twice."""
    key, nonce = _keys()[0], urandom(NONCE)
    body = AESGCM(key.cipher).encrypt(nonce, text.encode(), key.mark.encode())
    return f"{key.mark}.{urlsafe_b64encode(nonce + body).decode()}"


def unseal(sealed: str) -> str:
    """What was sealed; raises SealUnknown."""
    mark, _, body = sealed.partition(".")
    for key in _keys():
        if key.mark == mark:
            raw = urlsafe_b64decode(body)
            try:
                return AESGCM(key.cipher).decrypt(raw[:NONCE], raw[NONCE:], mark.encode()).decode()
            except InvalidTag:
                break
    raise SealUnknown


def digests(code: str) -> tuple[str, ...]:
    """What tells that two codes are the same, by every key that is set, the present one first."""
    bare = BETWEEN.sub("", code).encode()
    return tuple(hmac.new(key.digest, bare, sha256).hexdigest() for key in _keys())


def digest(code: str) -> str:
    """The same by the present key: what is written beside a sealed code."""
    return digests(code)[0]


def marks() -> tuple[str, ...]:
    """The marks of every key that is set, the present one first."""
    return tuple(key.mark for key in _keys())


def _keys() -> tuple[_Key, ...]:
    """The present key, then those of before; a secret key that sealed before there was a card key is one."""
    settings = current_app.config["SETTINGS"]
    first = (settings.card_key,) if settings.card_key else ()
    return tuple(
        _key(one) for one in dict.fromkeys((*first, settings.secret_key, *settings.card_keys_before))
    )


@lru_cache(maxsize=16)
def _key(secret: str) -> _Key:
    drawn = HKDF(SHA256(), 68, salt=None, info=b"tandem gift cards 1").derive(secret.encode())
    return _Key(drawn[:4].hex(), drawn[4:36], drawn[36:])
