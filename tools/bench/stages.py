"""Applications on scratch databases of either engine, as durable as a real one."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import flask_migrate
import psycopg
from flask import Flask
from psycopg import sql

from app import create_app
from core.database import db
from core.settings import Argon2, Settings
from tools import postgres
from tools.bench.crowd import Crowd, gather

#: Hashes are no part of what is measured.
QUICK_HASHES = Argon2(memory_kib=8, passes=1, lanes=1)


@dataclass
class Bench:
    """What every measurement is given: which engines, how long, and stages to play on."""

    engines: tuple[str, ...]
    quick: bool
    stack: ExitStack = field(default_factory=ExitStack)
    _server: str = ""
    _numbers: Iterator[int] = field(default_factory=count)
    _crowds: dict[tuple[str, int], tuple[Flask, Crowd]] = field(default_factory=dict)

    @contextmanager
    def stage(self, engine: str) -> Iterator[Flask]:
        """A migrated, empty application inside its context; its database is gone afterwards."""
        with self.application(engine) as app, app.app_context():
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()

    def crowd(self, engine: str, many: int) -> tuple[Flask, Crowd]:
        """An application with a crowd, gathered once and kept to the end; outside of its context."""
        if (engine, many) not in self._crowds:
            app = self.stack.enter_context(self.application(engine))
            with app.app_context():
                self._crowds[engine, many] = app, gather(many)
        return self._crowds[engine, many]

    @contextmanager
    def application(self, engine: str) -> Iterator[Flask]:
        """A migrated, empty application outside of its context, so that each request has one of its own."""
        with (
            TemporaryDirectory(prefix="tandem-bench-") as folder,
            self._database(engine, Path(folder)) as url,
        ):
            app = create_app(Settings(database_url=url, files=Path(folder) / "files", argon2=QUICK_HASHES))
            with app.app_context():
                flask_migrate.upgrade()
                db.session.remove()
                db.engine.dispose()
            yield app

    @contextmanager
    def _database(self, engine: str, folder: Path) -> Iterator[str]:
        if engine == "sqlite":
            yield f"sqlite:///{folder / 'bench.db'}"
            return
        if not self._server:
            self._server = self.stack.enter_context(postgres.throwaway(durable=True))
        name = f"bench_{next(self._numbers)}"
        with psycopg.connect(self._server, autocommit=True) as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield self._server.replace("/postgres?", f"/{name}?", 1)
        with psycopg.connect(self._server, autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
