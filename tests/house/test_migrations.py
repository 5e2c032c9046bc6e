"""The numbered steps: one line, in line with the models, up and down on both engines and on filled tables."""

import re

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from accounts.models import Person
from app import verify_all
from core.database import db, session, transaction
from tests.support.cast import Cast
from tests.support.checkout import ROOT
from tests.support.stage import Stage
from tools.migrations import differences


def _steps() -> ScriptDirectory:
    return ScriptDirectory(str(ROOT / "migrations"))


def test_the_steps_are_one_line_of_numbers() -> None:
    revisions = sorted(step.revision for step in _steps().walk_revisions())
    assert len(_steps().get_heads()) == 1
    assert revisions == [f"{number:04d}" for number in range(1, len(revisions) + 1)]


def test_no_two_steps_share_a_number() -> None:
    files = [path.name for path in (ROOT / "migrations" / "versions").glob("*.py")]
    assert all(re.match(r"\d{4}_[a-z0-9_]+\.py$", name) for name in files)
    assert len({name[:4] for name in files}) == len(files)


def test_the_models_need_no_further_step(app: Flask) -> None:
    assert differences() == []


def test_every_step_goes_down_and_up_again_on_a_filled_database(cast: Cast, stage: Stage) -> None:
    before = _shape()
    people = session.scalars(select(Person.code).order_by(Person.code)).all()
    stage.let_go()
    for _ in list(_steps().walk_revisions())[:-1]:
        flask_migrate.downgrade(revision="-1")
    flask_migrate.upgrade()
    assert _shape() == before
    assert session.scalars(select(Person.code).order_by(Person.code)).all() == people
    assert verify_all() == []


def test_the_first_step_can_be_undone(app: Flask, stage: Stage) -> None:
    stage.let_go()
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade()
    assert inspect(db.engine).has_table("people")


def _shape() -> dict[str, set[str]]:
    """Tables and their columns, as the database tells them."""
    told = inspect(db.engine)
    return {table: {column["name"] for column in told.get_columns(table)} for table in told.get_table_names()}


@pytest.mark.parametrize("verb", ["UPDATE audit_lines SET actor = 'me'", "DELETE FROM audit_lines"])
def test_the_database_itself_refuses_to_edit_what_is_append_only(cast: Cast, verb: str) -> None:
    with transaction():
        session.execute(
            text(
                "INSERT INTO audit_lines"
                " (at, actor, verb, subject_kind, subject_id, facts, channel, address, request_id) VALUES"
                " ('2026-10-15 08:00:00+00:00', 'me', 't', 'person', '1', '{}', 'shell', '', '')"
            )
        )
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        session.execute(text(verb))
