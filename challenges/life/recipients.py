"""Who stands behind an entrant, and which people hear of what it wins."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from accounts import queries as accounts
from challenges.models import Participation, TeamMember
from core.clock import local_day
from core.database import session

#: How many ids one statement names.
AT_ONCE = 5_000


def subjects(entrant_ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """Who stands behind each entrant: the kind and the id."""
    whole = sorted(set(entrant_ids))
    found: dict[int, tuple[str, int]] = {}
    for start in range(0, len(whole), AT_ONCE):
        rows = session.execute(
            select(Participation.entrant_id, Participation.kind, Participation.subject_id).where(
                Participation.entrant_id.in_(whole[start : start + AT_ONCE])
            )
        )
        found |= {entrant: (kind, subject) for entrant, kind, subject in rows}
    return found


def members(team_ids: Collection[int], day: date) -> dict[int, list[int]]:
    """The people of each team on a day; whoever ever played for it, where nobody does on that day."""
    rows = session.execute(
        select(TeamMember.team_id, TeamMember.person_id, TeamMember.from_on, TeamMember.until_on)
        .where(TeamMember.team_id.in_(team_ids))
        .order_by(TeamMember.team_id, TeamMember.person_id)
    ).all()
    then: dict[int, set[int]] = {}
    ever: dict[int, set[int]] = {}
    for team_id, person_id, first, last in rows:
        ever.setdefault(team_id, set()).add(person_id)
        if first <= day and (last is None or day <= last):
            then.setdefault(team_id, set()).add(person_id)
    return {team_id: sorted(then.get(team_id) or people) for team_id, people in ever.items()}


def people_of(entrant_ids: Collection[int], at: datetime) -> dict[int, list[int]]:
    """The people who hear of what each entrant wins: the person, a company's managers, a team's members."""
    who = subjects(entrant_ids)
    teams = members([subject for kind, subject in who.values() if kind == "team"], local_day(at))
    managers: dict[int, list[int]] = {}
    if any(kind == "company" for kind, _ in who.values()):
        for mandate in accounts.mandates_between(local_day(at), local_day(at)):
            if mandate.role == "company_manager":
                managers.setdefault(mandate.company_id, []).append(mandate.person_id)
    groups = {"company": managers, "team": teams}
    return {
        entrant: [subject] if kind == "person" else groups[kind].get(subject, [])
        for entrant, (kind, subject) in who.items()
    }
