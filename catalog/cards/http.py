"""A provider over HTTP: JSON both ways, the key in `Idempotency-Key`, and no answer believed by half.

Only what says plainly that no card was made counts as a refusal. A timeout, a broken connection, a 5xx, a
409, a body that cannot be read or that speaks of another key may all hide a card: they are `unknown`.
"""

import json
import re
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooSlow
from datetime import date
from threading import Thread
from typing import Any
from urllib.parse import quote

import httpx

from catalog.cards import sealing
from catalog.cards.port import Answer, Wish, Word
from core.remotes import Remote
from core.rules import N_

#: Bytes of an answer; a card needs a few hundred.
LONGEST = 64 * 1024
#: Answers that say: this will never be. Others of the 4xx speak of our token or our address, or of haste.
REFUSED = {400, 402, 410, 422}
CODE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?")
WORDS: dict[str, Word] = {
    "delivered": "delivered",
    "pending": "waiting",
    "failed": "failed",
    "cancelled": "cancelled",
}


class _Unread(Exception):
    """The answer cannot be believed; says why, without a word of it."""


class HttpProvider:
    """Asks a provider over HTTP."""

    def __init__(self, remote: Remote) -> None:
        self.remote = remote

    def order(self, wish: Wish) -> Answer:
        """POST {key, product, face_cents}."""
        body = {"key": wish.key, "product": wish.product, "face_cents": wish.face_cents}
        return self._ask("POST", self.remote.order_path, wish, body)

    def status(self, wish: Wish) -> Answer:
        """GET; 404 says that the key was never heard of."""
        return self._ask("GET", self.remote.status_path, wish, None)

    def cancel(self, wish: Wish) -> Answer:
        """POST {key}; a card that cannot be cancelled any more answers as delivered."""
        return self._ask("POST", self.remote.cancel_path, wish, {"key": wish.key})

    def _ask(self, method: str, path: str, wish: Wish, body: dict[str, Any] | None) -> Answer:
        try:
            status, raw = self._exchange(method, path, wish, body)
            if status == 404 and body is None:
                return Answer("absent", trouble=N_("the provider does not know this key"))
            if status in REFUSED and path == self.remote.order_path:
                return Answer("failed", trouble=f"HTTP {status}")
            if not 200 <= status < 300:
                raise _Unread(f"HTTP {status}")
            return _read(raw, wish)
        except httpx.HTTPError as wrong:
            return Answer("unknown", trouble=type(wrong).__name__)
        except _Unread as wrong:
            return Answer("unknown", trouble=str(wrong))

    def _exchange(self, method: str, path: str, wish: Wish, body: dict[str, Any] | None) -> tuple[int, bytes]:
        filled = path.format(key=quote(wish.key, safe=""), reference=quote(wish.reference, safe=""))
        headers = {"Authorization": f"Bearer {self.remote.token}", "Idempotency-Key": wish.key}
        with httpx.Client(timeout=self.remote.seconds, headers=headers) as client:

            def whole() -> tuple[int, bytes]:
                raw = b""
                with client.stream(method, self.remote.url + filled, json=body) as answer:
                    for piece in answer.iter_bytes():
                        raw += piece
                        if len(raw) > LONGEST:
                            raise _Unread(N_("the answer is too long"))
                return answer.status_code, raw

            return _within(self.remote.seconds, whole)


def _within(seconds: int, act: Callable[[], tuple[int, bytes]]) -> tuple[int, bytes]:
    """The whole of an answer, or none: a client's timeout begins anew with each byte that drips in."""
    told: Future[tuple[int, bytes]] = Future()

    def work() -> None:
        try:
            told.set_result(act())
        except BaseException as wrong:  # handed over to whoever waits
            told.set_exception(wrong)

    Thread(target=work, daemon=True).start()
    try:
        return told.result(seconds)
    except TooSlow:
        raise _Unread(N_("the answer came too slowly")) from None


def _read(raw: bytes, wish: Wish) -> Answer:
    """`{"key": …, "state": …, "code"?: …, "pin"?: …, "reference"?: …, "expires_on"?: …}`; raises _Unread."""
    try:
        said = json.loads(raw)
    except ValueError:
        raise _Unread(N_("the answer is no JSON")) from None
    if not isinstance(said, dict) or said.get("key") != wish.key:
        raise _Unread(N_("the answer speaks of another key"))
    word = WORDS.get(str(said.get("state")))
    reference = str(said.get("reference") or "")[:80]
    if word is None:
        raise _Unread(N_("the answer names no state that is known"))
    if word == "delivered":
        return Answer("delivered", _sealed(said), reference, _day(said.get("expires_on")))
    over = "" if word == "waiting" else N_("the provider says that it will not come")
    return Answer(word, reference=reference, trouble=over)


def _sealed(said: dict[str, Any]) -> str:
    code, pin = said.get("code"), said.get("pin") or ""
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise _Unread(N_("the answer holds no code"))
    if not isinstance(pin, str) or (pin and not CODE.fullmatch(pin)):
        raise _Unread(N_("the answer holds a PIN that cannot be read"))
    return sealing.seal(f"{code}\n{pin}" if pin else code)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        raise _Unread(N_("the answer holds a day that cannot be read")) from None
