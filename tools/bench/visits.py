"""Signed-in visits: the cookie of somebody, and a page asked for without a server in between."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import event
from werkzeug.test import EnvironBuilder

from core.database import db


def cookie(app: Flask, token: str) -> str:
    """The Cookie header of whoever holds a sign-in's secret."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    if signer is None:
        raise AssertionError("the application has a secret")
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'_user_id': token, '_fresh': True})}"


def settled(app: Flask, token: str, path: str) -> dict[str, str]:
    """The headers of a browser that has been here before: its cookie holds what a first page put there."""
    headers = {"Cookie": cookie(app, token)}
    answer = app.test_client(use_cookies=False).get(path, headers=list(headers.items()))
    given = answer.headers.get("Set-Cookie", "").partition(";")[0]
    return {"Cookie": given} if given else headers


def visit(app: Flask, path: str, headers: dict[str, str], status: int = 200) -> Callable[[], bytes]:
    """A function that asks for the page once more and hands back its body."""
    environ = EnvironBuilder(path=path, headers=list(headers.items())).get_environ()

    def ask() -> bytes:
        said: list[str] = []

        def start(line: str, _headers: Any, _failure: Any = None) -> Callable[[bytes], object]:
            said.append(line)
            return BytesIO().write

        body = app.wsgi_app({**environ, "wsgi.input": BytesIO()}, start)
        try:
            pieces = b"".join(body)
        finally:
            getattr(body, "close", lambda: None)()
        if not said[0].startswith(str(status)):
            raise AssertionError(f"{path}: {said[0]}")
        return pieces

    return ask


def statements(app: Flask, act: Callable[[], object]) -> int:
    """How many SQL statements reach the database meanwhile (beginnings and ends not counted)."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)
