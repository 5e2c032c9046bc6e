"""Counting statements."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from core.database import db
from tests.support.cast import Cast


@pytest.fixture
def statements(cast: Cast) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with statements() as seen:` keeps what is asked of the database meanwhile."""

    @contextmanager
    def watching() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return watching
