"""What the tests of points share: books in which points move without the rooms above."""

from collections.abc import Iterator

import pytest

from core.database import session
from points.checks import CHECKS
from tests.support.cast import Cast
from tests.support.stage import Stage


@pytest.fixture
def books(cast: Cast, stage: Stage) -> Iterator[Cast]:
    """The cast; afterwards this room's own invariants hold, and the database is put back.

    The rooms above would miss the sale behind an earning, the order behind a hold.
    """
    yield cast
    session.rollback()
    stage.written = True
    assert stage.audit.findings(stage.standing, CHECKS) == []
    stage.put_back("cast")
