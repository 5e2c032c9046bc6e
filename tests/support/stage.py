"""The application on its own database, put back to a kept state whenever a test has written to it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import flask_migrate
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection, QueuePool, event

from app import create_app
from core import memory
from core.clock import clock
from core.database import db
from core.settings import Argon2, Settings
from tests.support.audit import EVERYTHING, Audit, only_reads
from tests.support.browser import TestClient
from tests.support.cast import START
from tests.support.databases import Databases

#: Cheap on purpose: what a hash costs is asserted once, where it matters.
QUICK_HASHES = Argon2(memory_kib=8, passes=1, lanes=1)
#: How a statement begins that leaves tables in another shape.
RESHAPING = ("ALTER", "CREATE", "DROP", "TRUNCATE")


class Stage:
    """An application, its live database, and whether that still is as it was put."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        self.databases = databases
        self.states: set[str] = set()
        #: what the makers of states want to find again
        self.props: dict[str, Any] = {}
        self.standing: str | None = None
        self._written = True
        #: whether a statement altered tables, triggers or indexes since
        self.reshaped = True
        databases.put_back(None)
        self.app = self.another(Settings(database_url=databases.url, files=folder, argon2=QUICK_HASHES))
        with self.app.app_context():
            self.audit = Audit(db.engine)
            event.listen(db.engine, "begin", self._note)
            event.listen(db.engine, "before_cursor_execute", self._note_statement)
            flask_migrate.upgrade()
            self.keep("blank")

    @staticmethod
    def another(settings: Settings) -> Flask:
        """An application whose test clients keep each request in a context of its own, as a server does."""
        app = create_app(settings)
        if shared := os.environ.get("TANDEM_COMPILED_TEMPLATES"):
            app.jinja_env.bytecode_cache = FileSystemBytecodeCache(shared)
        app.testing = True
        app.test_client_class = TestClient
        return app

    @property
    def settings(self) -> Settings:
        """What the application was built from."""
        settings: Settings = self.app.config["SETTINGS"]
        return replace(settings)

    @property
    def written(self) -> bool:
        """Whether the live database may differ from the state that was put back."""
        return self._written

    @written.setter
    def written(self, written: bool) -> None:
        """For what writes past this application: then nobody knows what was written."""
        self._written = written
        self.audit.written = {EVERYTHING} if written else set()

    def keep(self, state: str) -> None:
        """Remember the live database under a name; inside an application context."""
        self.let_go()
        self.databases.keep(state)
        self.audit.forget(state)
        self.states.add(state)
        self.standing, self.written, self.reshaped = state, False, False

    def put_back(self, state: str) -> None:
        """Put the live database back, unless it still is as it was; inside an application context."""
        if self.standing != state or self.written:
            db.session.remove()
            is_idle = not cast(QueuePool, db.engine.pool).checkedout()
            if not (is_idle and self.databases.by_rows(state, self.reshaped)):
                self.let_go()
            self.databases.put_back(state, self.reshaped)
            memory.forget()
        self.standing, self.written, self.reshaped = state, False, False

    def let_go(self) -> None:
        """Close every connection."""
        db.session.remove()
        db.engine.dispose()

    @contextmanager
    def scene(self, state: str = "blank", make: Callable[[], None] | None = None) -> Iterator[Flask]:
        """An application context over a kept state (made once), the clock at START; audited at the end."""
        clock.freeze(START)
        with self.app.app_context():
            try:
                if state not in self.states and make:
                    self.put_back("blank")
                    make()
                    self.keep(state)
                self.put_back(state)
                yield self.app
                db.session.rollback()
                if self.written:
                    assert self.audit.findings(self.standing) == []
            finally:
                db.session.remove()
                clock.unfreeze()

    def close(self) -> None:
        """Give everything back."""
        with self.app.app_context():
            self.let_go()
        self.databases.close()

    def _note(self, connection: Connection) -> None:
        if not only_reads(connection):
            self._written = True

    def _note_statement(self, _connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip()[:8].upper().startswith(RESHAPING):
            self.written = self.reshaped = True
