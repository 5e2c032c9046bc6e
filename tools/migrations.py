"""Keeps the numbered steps and the models in line, on a scratch database.

python -m tools.migrations check                     says what a step is missing for; 1 when something is
python -m tools.migrations write 0002 "people sign"  writes the missing step, to be read and corrected by hand
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import flask_migrate
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from app import create_app
from core.database import db
from core.settings import Settings


@contextmanager
def scratch() -> Iterator[Flask]:
    """An application on an empty SQLite database that is thrown away."""
    with TemporaryDirectory(prefix="tandem-") as folder:
        app = create_app(
            Settings(database_url=f"sqlite:///{Path(folder) / 'scratch.db'}", files=Path(folder))
        )
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def differences() -> list[Any]:
    """What the models of the current application have and its migrated database has not, or the reverse."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return list(compare_metadata(context, db.metadata))


def main(arguments: list[str]) -> int:
    """Check or write; 1 when the steps and the models differ."""
    with scratch():
        flask_migrate.upgrade()
        if arguments[:1] == ["write"]:
            _, number, sentence = arguments
            flask_migrate.revision(message=sentence, autogenerate=True, rev_id=number)
            return 0
        found = differences()
    for difference in found:
        print(f"no step for: {difference}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
