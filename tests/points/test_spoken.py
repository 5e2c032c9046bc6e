"""Rules that a process keeps in words are said as they stand now, whoever changed what they name."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from core.database import db, session
from points.models import EarningRule
from points.sentences import spoken
from points.sentences.known import known, names_in
from products.models import Range
from tests.points.making import TODAY, rule
from tests.support.browser import plain
from tests.support.cast import Cast


def by_another(change: Any) -> None:
    """Another process commits a change."""
    session.rollback()
    with db.engine.begin() as other:
        other.execute(change)


def said(app: Flask, language: str = "en") -> str:
    """Everything that is printed of today's rules."""
    session.rollback()
    with app.test_request_context():
        return plain(" ".join(" ".join(pair) for pair in spoken.printed(TODAY, language)))


def points(many: int) -> Any:
    terms = session.query(EarningRule).one().terms
    return update(EarningRule).values(terms=terms | {"points": many})


def test_a_name_a_range_and_the_points_themselves_are_said_as_they_are_now(app: Flask, books: Cast) -> None:
    rule(range_ids=(books.pumps.id,), points=3)
    first = said(app)
    assert said(app) == first
    by_another(update(Range).where(Range.id == books.pumps.id).values(name="Geothermal pumps"))
    assert "Geothermal pumps" in said(app)
    by_another(update(EarningRule).values(name_en="For everything sold"))
    assert "For everything sold" in said(app)
    assert "For everything sold" not in said(app, "fr")
    by_another(points(77))
    assert "77 points" in said(app)


def test_sentences_kept_whatever_they_name_would_be_of_yesterday(
    app: Flask, books: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule(range_ids=(books.pumps.id,), points=3)
    once = spoken._said(*_named())
    monkeypatch.setattr(spoken, "_said", lambda *_words: once)
    by_another(points(78))
    with pytest.raises(AssertionError):
        assert "78 points" in said(app)


def _named() -> tuple[Any, ...]:
    return known(names_in([])), (), (), ()
