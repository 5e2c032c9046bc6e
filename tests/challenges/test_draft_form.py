"""The form of a challenge says all that a file can say, and every problem stands beside its field."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, current_app
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectMultipleField

from challenges.document.parts import Metric, Step
from challenges.document.reading import from_plain
from challenges.document.terms import Document
from challenges.pages import filling, placing
from challenges.pages.draft_form import ChallengeForm
from challenges.pages.drafting import Reading, document_from, wrong
from tests.challenges.documents import document
from tests.challenges.strategies import documents
from tests.support.cast import Cast

SLOW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

pytestmark = pytest.mark.once


def sent(one: Document, **typed: str) -> MultiDict[str, str]:
    """What a browser sends of a document's form, with some fields typed anew."""
    shown = ChallengeForm(formdata=None, data=filling.values_of(one), meta={"csrf": False})
    filling.offer(shown, one)
    found: MultiDict[str, str] = MultiDict()
    for field in placing.leaves(shown):
        if isinstance(field, BooleanField):
            if field.data:
                found.add(field.name, "y")
        elif isinstance(field, SelectMultipleField):
            for value in field.data or ():
                found.add(field.name, value)
        elif hasattr(field, "_value"):
            found.add(field.name, field._value())
        else:
            found.add(field.name, field.data or "")
    for name, value in typed.items():
        found[name.replace("__", "-")] = value
    return found


def read(one: Document, **typed: str) -> ChallengeForm:
    """The form as it comes back from the browser."""
    form = ChallengeForm(formdata=sent(one, **typed), meta={"csrf": False})
    filling.offer(form, one)
    return form


@given(one=documents())
@SLOW
def test_nothing_that_a_file_can_say_is_lost_when_the_form_saves_it(app: Flask, one: Document):
    for language in ("fr", "en"):
        with app.test_request_context(), force_locale(language):
            form = read(one)
            assert form.validate(), form.errors
            assert from_plain(Reading(form, one.code).plain()) == one


def test_the_guard_off_a_lost_part_is_seen(app: Flask):
    one = replace(document(), steps=(Step(10, 100),))
    with app.test_request_context():
        found = sent(one)
        del found["on_step"]
        form = ChallengeForm(formdata=found, meta={"csrf": False})
        filling.offer(form, one)
        assert from_plain(Reading(form, one.code).plain()) != one


@given(one=documents())
@SLOW
def test_every_key_of_a_document_has_its_own_field(app: Flask, one: Document):
    with app.test_request_context():
        form = read(one)
        reading = Reading(form, one.code)
        paths = list(keys_of(reading.plain()))
        fields = {path: placing.field_of(form, path, reading.kept).name for path in paths}
        shared = [path for path in paths if list(fields.values()).count(fields[path]) > 1]
        assert not shared


def keys_of(said: Any, path: str = "") -> Iterator[str]:
    """The paths of everything in a mapping, as problems name them."""
    if isinstance(said, dict):
        for key, value in said.items():
            yield from keys_of(value, f"{path}.{key}".lstrip("."))
    elif isinstance(said, list) and said and isinstance(said[0], dict):
        for nth, row in enumerate(said, 1):
            yield from keys_of(row, f"{path}[{nth}]")
    else:
        yield path


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("window.from", "window-first"),
        ("prize", "prize-0-ranks"),
        ("step[2].at", "step-1-at"),
        ("metric", "metric-0-kind"),
        ("flash[1].metric.kind", "flash-0-metric-kind"),
        ("leagues", "leagues-size"),
        ("leagues.prize[1].ranks", "leagues-prize-0-ranks"),
        ("teams.team[2].members", "teams-team-1-members"),
        ("ties", "ties"),
        ("nothing.known", "code"),
    ],
)
def test_a_problem_finds_its_field(app: Flask, path: str, name: str):
    with app.test_request_context():
        assert placing.field_of(ChallengeForm(meta={"csrf": False}), path, {}).name == name


def test_an_emptied_row_leaves_the_others_their_problems(cast: Cast):
    one = replace(document(), steps=(Step(10, 100), Step(20, 100), Step(30, 100)), places=5)
    with current_app.test_request_context(), force_locale("en"):
        form = read(one, step__0__at="", step__0__points="", step__2__points="")
        assert document_from(form) is None
        assert form.step.entries[2].form.points.errors
        assert not form.step.entries[1].form.points.errors


def test_figures_are_typed_in_euros_and_percent(cast: Cast):
    one = replace(document(), metrics=(Metric("amount"),), steps=(Step(100, 50),), places=5)
    with current_app.test_request_context(), force_locale("fr"):
        made = document_from(form := read(one, step__0__at="1 250,50 €"))
        assert made, wrong(form)
        assert made.steps == (Step(125_050, 50),)
        assert document_from(lost := read(one, step__0__at="beaucoup")) is None
        assert len(lost.step.entries[0].form.at.errors) == 1
