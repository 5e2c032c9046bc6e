"""The statements before every page look into an index: nothing is read whole for one visitor."""

from datetime import date

import pytest

from challenges import statements as challenges
from core.database import is_postgresql, session
from leaderboard import statements as boards

ABOUT = {"person": 1, "company": 1, "team": 1, "board": 1, "entrant": 1, "key": 0, "before": "", "code": "x"}
WHEN = {"today": "2026-10-15", "day": date(2026, 10, 15)}
STATEMENTS = {
    "a challenge by its code": challenges.by_code(),
    "the running challenges": challenges.in_states("open", "closing"),
    "one's own row": boards.own(6),
    "neighbours": boards.around(5),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_one_visitor_is_found_by_the_whole_of_a_key(app, name):
    if is_postgresql():
        pytest.skip("PostgreSQL plans by what it has counted")
    compiled = STATEMENTS[name].compile(session.get_bind())
    asked = compiled.construct_params(
        {**ABOUT, **WHEN} | {n: v for n, v in compiled.params.items() if v is not None}
    )
    values = tuple(
        str(asked[one]) if isinstance(asked[one], date) else asked[one] for one in compiled.positiontup or ()
    )
    plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)]
    assert plan
    for step in plan:
        crowded = any(
            table in step for table in ("participations", "entrants", "SEARCH scores", "SEARCH people")
        )
        assert not crowded or "SCAN" not in step
        assert not crowded or not step.rpartition("(")[2].startswith(("challenge_id=?)", "board_id=?)"))
    session.rollback()
