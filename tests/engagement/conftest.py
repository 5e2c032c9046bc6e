"""Books in which companies join and sell without the room of sales: its checks would miss the files."""

from collections.abc import Iterator

import pytest

from core.database import session
from points.checks import CHECKS
from tests.support.cast import Cast
from tests.support.stage import Stage


@pytest.fixture
def books(cast: Cast, stage: Stage) -> Iterator[Cast]:
    """The cast; afterwards the invariants of points hold, and the database is put back."""
    yield cast
    session.rollback()
    stage.written = True
    assert stage.audit.findings(stage.standing, CHECKS) == []
    stage.put_back("cast")
