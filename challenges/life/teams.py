"""Teams: a company's people or people listed in the document, who plays for which on which days.

A person plays for one team at a time: where two companies employ somebody, the later mandate counts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import delete, select

from accounts import queries as accounts
from accounts.queries import PLAYERS, Eligible, MandateLine
from challenges.document.terms import Document
from challenges.models import Team, TeamMember
from challenges.rules.teams_score import Member
from core.database import insert, session, write_rows

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Spell:
    """Somebody plays for a team from a day on, until another or to the challenge's end."""

    person_id: int
    from_on: date
    until_on: date | None


def invited(document: Document, companies: Iterable[Eligible]) -> list[Eligible]:
    """The teams that a document makes, before they have rows: by their companies' ids, or by their place."""
    if _made(document):
        return [
            Eligible(nth, one.name_fr, one.name_fr, 0, "") for nth, one in enumerate(_listed(document), 1)
        ]
    firms = list(companies)
    playing = _of_companies(document, {one.company_id for one in firms})
    return [one for one in firms if playing.get(one.company_id)]


def settle(challenge_id: int, document: Document, companies: Iterable[Eligible]) -> list[Eligible]:
    """Write teams and who plays for them as they are now; the teams as competitors. Again changes nothing."""
    found = _settle_made(challenge_id, document) if _made(document) else None
    return found if found is not None else _settle_companies(challenge_id, document, list(companies))


def playing(document: Document, subjects: Collection[int]) -> dict[int, list[Member]]:
    """Who plays for each team of `invited` on a document's days, as its people work where then.

    A team made for the challenge is the one that the document lists, on whatever days.
    """
    if _made(document):
        listed = dict(enumerate(_listed(document), 1))
        known = accounts.people_by_code({code for one in listed.values() for code in one.members})
        return {
            nth: [Member(known[code].id, document.first) for code in listed[nth].members if code in known]
            for nth in subjects
        }
    found = _of_companies(document, subjects)
    return {
        company: [Member(one.person_id, one.from_on, one.until_on) for one in found.get(company, ())]
        for company in subjects
    }


def numbered(challenge_id: int, document: Document) -> dict[int, int]:
    """Team → what `invited` calls it: its company, or its place in the document."""
    places = {one.code: nth for nth, one in enumerate(_listed(document), 1)}
    rows = session.execute(
        select(Team.id, Team.company_id, Team.code).where(Team.challenge_id == challenge_id)
    )
    return {row.id: row.company_id or places.get(row.code, 0) for row in rows}


def differing(before: Mapping[int, frozenset[Spell]], after: Mapping[int, frozenset[Spell]]) -> set[int]:
    """The teams whose members are others than before."""
    return {team for team in before.keys() | after.keys() if before.get(team) != after.get(team)}


def members(challenge_id: int) -> dict[int, frozenset[Spell]]:
    """Who plays for each team of a challenge."""
    rows = session.execute(
        select(TeamMember.team_id, TeamMember.person_id, TeamMember.from_on, TeamMember.until_on)
        .join(Team, Team.id == TeamMember.team_id)
        .where(Team.challenge_id == challenge_id)
    )
    found: dict[int, set[Spell]] = defaultdict(set)
    for team, person, first, last in rows:
        found[team].add(Spell(person, first, last))
    return {team: frozenset(spells) for team, spells in found.items()}


def people(challenge_id: int, day: date, teams: Collection[int] | None = None) -> set[int]:
    """Who plays on a day: for any team, or for these."""
    return {
        one.person_id
        for team, spells in members(challenge_id).items()
        for one in spells
        if (teams is None or team in teams)
        and one.from_on <= day
        and (one.until_on is None or day <= one.until_on)
    }


def team_of(challenge_id: int, company_id: int) -> int | None:
    """A company's team."""
    return session.scalar(
        select(Team.id).where(Team.challenge_id == challenge_id, Team.company_id == company_id)
    )


def spells(lines: Iterable[MandateLine], first: date, last: date) -> dict[int, list[Spell]]:
    """company → who plays for it in a window, by mandates: one company at a time, the later one counts."""
    playing = [one for one in lines if one.role in PLAYERS]
    ordered = sorted(playing, key=lambda one: (one.person_id, one.starts_on, one.company_id))
    found: dict[int, list[Spell]] = defaultdict(list)
    for person_id, group in groupby(ordered, key=lambda one: one.person_id):
        own = list(group)
        for nth, line in enumerate(own):
            left = [one.starts_on - DAY for one in own[nth + 1 :] if one.company_id != line.company_id]
            end = min([line.ends_on or date.max, *left])
            if end >= max(line.starts_on, first) and line.starts_on <= last:
                _extend(found[line.company_id], person_id, max(line.starts_on, first), end, last)
    return dict(found)


def _extend(kept: list[Spell], person_id: int, first: date, end: date, last: date) -> None:
    """Add a spell, joined with the one before when that is the same person's and touches it."""
    before = kept[-1] if kept and kept[-1].person_id == person_id else None
    if before and (before.until_on is None or before.until_on + DAY >= first):
        open_end = before.until_on is None or end >= last
        kept[-1] = Spell(person_id, before.from_on, None if open_end else max(before.until_on or end, end))
        return
    kept.append(Spell(person_id, first, None if end >= last else end))


def _settle_companies(challenge_id: int, document: Document, companies: list[Eligible]) -> list[Eligible]:
    playing = _of_companies(document, {one.company_id for one in companies})
    kept = {one.company_id: one for one in companies if playing.get(one.company_id)}
    rows = [
        {"code": f"company-{one.company_id}", "name": one.label, "company_id": one.company_id}
        for one in kept.values()
    ]
    ids = _write(challenge_id, rows, {f"company-{firm}": playing[firm] for firm in kept})
    return [one._replace(subject_id=ids[f"company-{one.company_id}"]) for one in kept.values()]


def _settle_made(challenge_id: int, document: Document) -> list[Eligible]:
    listed = _listed(document)
    known = accounts.people_by_code({code for one in listed for code in one.members})
    rows = [{"code": one.code, "name": one.name_fr, "name_en": one.name_en} for one in listed]
    playing = {
        one.code: [Spell(known[code].id, document.first, None) for code in one.members if code in known]
        for one in listed
    }
    ids = _write(challenge_id, rows, playing)
    home = accounts.sponsor().id  # no company of theirs: amounts are the team's and the sponsor's to see
    return [Eligible(ids[one.code], one.name_fr, one.name_fr, home, "") for one in listed]


def _write(
    challenge_id: int, rows: list[dict[str, Any]], playing: Mapping[str, list[Spell]]
) -> dict[str, int]:
    """Teams by code, and their members as they are now."""
    for row in rows:
        names = {"name_fr": row["name"], "name_en": row.get("name_en", row["name"])}
        team = {"challenge_id": challenge_id, "code": row["code"], "company_id": row.get("company_id")}
        fresh = insert(Team).values(**team, **names)
        session.execute(fresh.on_conflict_do_update(index_elements=["challenge_id", "code"], set_=names))
    found = session.execute(select(Team.code, Team.id).where(Team.challenge_id == challenge_id))
    ids = {row.code: row.id for row in found}
    wanted = {(ids[code], one) for code, some in playing.items() for one in some}
    kept = {(team, one) for team, some in members(challenge_id).items() for one in some}
    for team_id, one in sorted(kept - wanted, key=lambda it: (it[0], it[1].person_id)):
        session.execute(
            delete(TeamMember).where(
                TeamMember.team_id == team_id,
                TeamMember.person_id == one.person_id,
                TeamMember.from_on == one.from_on,
            )
        )
    columns = ("person_id", "from_on", "until_on")
    write_rows(
        TeamMember,
        [
            {"team_id": team, **{name: getattr(one, name) for name in columns}}
            for team, one in sorted(wanted - kept, key=lambda it: (it[0], it[1].person_id))
        ],
    )
    return ids


def _of_companies(document: Document, company_ids: Collection[int]) -> dict[int, list[Spell]]:
    lines = accounts.mandates_between(document.first, document.last)
    found = spells(lines, document.first, document.last)
    return {company: some for company, some in found.items() if company in company_ids}


def _made(document: Document) -> bool:
    return document.teams is not None and document.teams.kind == "made"


def _listed(document: Document) -> tuple[Any, ...]:
    return document.teams.teams if document.teams else ()
