"""An object whose values are at hand is one that was read: clean, with its key, and complete once added."""

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm.exc import DetachedInstanceError

from accounts.models import Person
from core.database import session, transaction
from core.objects import as_read
from tests.support.cast import Cast


def test_it_is_clean_and_reads_the_rest_once_it_is_added(cast: Cast) -> None:
    with transaction():
        made = as_read(Person, {"id": cast.karim.id, "language": "en"})
        with pytest.raises(DetachedInstanceError):
            assert made.email
        session.add(made)
        assert not inspect(made).modified
        assert made in session
        assert made.language == "en"
        assert made.email


def test_what_is_set_on_it_is_written(cast: Cast) -> None:
    with transaction():
        made = as_read(Person, {"id": cast.karim.id, "language": "fr"})
        session.add(made)
        made.language = "en"
    assert session.get_one(Person, cast.karim.id).language == "en"
