"""A provider of cards that misbehaves on demand, on a real socket; it makes a card for every order it takes.

It does not honour idempotency keys: whoever orders twice under one key gets two cards, and is found out.
"""

import json
import socket
import struct
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from typing import Any

import httpx

#: What can go wrong before a card is made, and after.
BEFORE = ("500 before", "reset before", "401", "409 before")
AFTER = ("500 after", "reset after", "late", "drip", "no json", "wrong key", "no code", "409 after", "huge")
SLOW = 1.4


class Faulty(ThreadingHTTPServer):
    """Takes the next of `orders` (or `statuses`) as its mood for each request; `ok` when none is left."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.orders: list[str] = []
        self.statuses: list[str] = []
        self.cancels: list[str] = []
        #: key → codes made for it
        self.made: dict[str, list[str]] = defaultdict(list)
        self.gone: set[str] = set()
        self.asked: list[tuple[str, str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def begin_anew(self, orders: list[str]) -> None:
        """Forget every card, be in these moods: said over the wire, for a forked child has a copy of us."""
        httpx.post(f"{self.url}/begin-anew", json=orders)

    def cards_made(self) -> list[int]:
        """How many cards were made for each key, as the server itself knows."""
        return [len(codes) for codes in httpx.get(f"{self.url}/made").json().values()]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is what is tested."""


class Door(BaseHTTPRequestHandler):
    server: Faulty

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/begin-anew":
            self.server.orders, self.server.made = body, defaultdict(list)
            self._say(200, {})
            return
        key = self.headers["Idempotency-Key"]
        assert body["key"] == key
        self.server.asked.append(("POST", self.path, self.headers["Authorization"]))
        if self.path.endswith("/cancellation"):
            self._cancel(key)
            return
        mood = self.server.orders.pop(0) if self.server.orders else "ok"
        if mood in BEFORE:
            self._misbehave(mood, key)
        elif mood == "refused":
            self._say(422, {"key": key, "state": "failed"})
        elif mood == "says failed":
            self._say(200, {"key": key, "state": "failed"})
        else:
            self.server.made[key].append(f"PROVIDER-{key}-{len(self.server.made[key])}")
            if mood == "ok":
                self._card(key)
            elif mood == "pending":
                self._say(202, {"key": key, "state": "pending", "reference": "P-1"})
            else:
                self._misbehave(mood, key)

    def do_GET(self) -> None:
        if self.path == "/made":
            self._say(200, self.server.made)
            return
        key = self.path.rsplit("/", 1)[1]
        self.server.asked.append(("GET", self.path, self.headers["Authorization"]))
        mood = self.server.statuses.pop(0) if self.server.statuses else "ok"
        if mood == "pending":
            self._say(200, {"key": key, "state": "pending"})
        elif mood != "ok":
            self._misbehave(mood, key)
        elif key in self.server.gone:
            self._say(200, {"key": key, "state": "cancelled"})
        elif self.server.made[key]:
            self._card(key)
        else:
            self._say(404, {"error": "unknown"})

    def _cancel(self, key: str) -> None:
        mood = self.server.cancels.pop(0) if self.server.cancels else "ok"
        if mood == "kept":
            self._card(key)
        elif mood == "ok":
            self.server.gone.add(key)
            self._say(200, {"key": key, "state": "cancelled"})
        else:
            self._misbehave(mood, key)

    def _misbehave(self, mood: str, key: str) -> None:
        if mood.startswith(("500", "409", "401")):
            self._say(int(mood[:3]), {"error": "no"})
        elif mood.startswith("reset"):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif mood == "late":
            sleep(SLOW)
            self._card(key)
        elif mood == "drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(20):
                sleep(SLOW / 10)
                self.wfile.write(b"X-Drip: 1\r\n")
        elif mood == "no json":
            self._raw(
                200,
                b"<html>" + self.server.made[key][0].encode() + b"</html>" if self.server.made[key] else b"<",
            )
        elif mood == "wrong key":
            self._say(200, {"key": "card-999-1", "state": "delivered", "code": "NOT-YOURS"})
        elif mood == "no code":
            self._say(200, {"key": key, "state": "delivered"})
        elif mood == "huge":
            self._raw(200, b"[" + b" " * 100_000 + b"]")

    def _card(self, key: str) -> None:
        card = {
            "code": self.server.made[key][0],
            "pin": "0042",
            "reference": "P-1",
            "expires_on": "2027-12-31",
        }
        self._say(200, {"key": key, "state": "delivered", **card})

    def _say(self, status: int, body: Mapping[str, object]) -> None:
        self._raw(status, json.dumps(body).encode())

    def _raw(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quietly."""


@contextmanager
def faulty() -> Iterator[Faulty]:
    """The provider, while somebody asks it."""
    server = Faulty()
    worker = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    worker.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        worker.join()
