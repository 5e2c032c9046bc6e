"""Who plays for which team on which days: by mandates, one company at a time."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from accounts.queries import MandateLine
from challenges.life.teams import spells

FIRST, LAST = date(2026, 10, 12), date(2026, 10, 25)
DAYS = st.integers(-20, 30).map(lambda nth: FIRST + timedelta(days=nth))
LINES = st.lists(
    st.builds(
        lambda person, company, role, start, length: MandateLine(
            person, company, role, start, None if length is None else start + timedelta(days=length)
        ),
        st.integers(1, 3),
        st.integers(1, 3),
        st.sampled_from(["rep", "company_manager", "account_manager"]),
        DAYS,
        st.none() | st.integers(0, 40),
    ),
    max_size=8,
)


@given(LINES)
def test_nobody_plays_for_two_companies_on_one_day(lines: list[MandateLine]):
    found = spells(lines, FIRST, LAST)
    for nth in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=nth)
        playing = [
            (one.person_id, company)
            for company, some in found.items()
            for one in some
            if one.from_on <= day and (one.until_on is None or day <= one.until_on)
        ]
        people = [person for person, _ in playing]
        assert len(people) == len(set(people))
        for person, company in playing:
            assert any(
                line.person_id == person
                and line.company_id == company
                and line.role != "account_manager"
                and line.starts_on <= day
                and (line.ends_on is None or day <= line.ends_on)
                for line in lines
            )
