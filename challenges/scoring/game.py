"""A challenge as it is counted: its versions, what somebody left out, its teams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy import String, bindparam, cast, func, select

from challenges.document.reading import stored
from challenges.document.scope import Scope, resolve, stored_scope
from challenges.document.stored import document_of, scope_of
from challenges.document.terms import Document
from challenges.models import Challenge, ChallengeStep, ChallengeVersion, LineReview, TeamMember
from challenges.models import Team as TeamRow
from challenges.rules.facts import Own, Span, Version, span_of
from challenges.rules.teams_score import Member
from core.database import Key, ask, session
from core.text import fold
from products import queries as products


@dataclass(frozen=True)
class Game:
    """What a challenge counts by."""

    #: 0 for a document that was never written down (a simulation)
    challenge_id: int
    #: by their first day; the first one judges from the start
    versions: Sequence[Version]
    #: lines that somebody looked at and left out
    left_out: frozenset[int] = frozenset()
    #: who plays for which team when; empty where no teams compete
    teams: Mapping[int, Sequence[Member]] = field(default_factory=dict)
    #: figures of one's own; None: those that are stored, else computed
    targets: Mapping[int, Own] | None = None
    #: last day that counts where it was stopped before its end; None: the document's
    until: date | None = None

    @property
    def document(self) -> Document:
        """The version in force last; what never changes (competitor, ties, dates) is alike in all."""
        return self.versions[-1].document

    @cached_property
    def span(self) -> Span:
        """First and last day that count."""
        whole = span_of(self.versions)
        return Span(whole.first, min(whole.last, self.until)) if self.until else whole

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The metrics that it counts."""
        return frozenset(metric.kind for version in self.versions for metric in version.metrics)

    @property
    def competitor(self) -> str:
        """Whose facts are counted: rep, selling_company or buying_company; of a team, its members'."""
        return "rep" if self.document.competitor == "team" else self.document.competitor

    @property
    def dated(self) -> str:
        """Which date of a sale counts; no amendment changes it."""
        return self.document.dated

    @property
    def kind(self) -> str:
        """Whose facts these are: person or company."""
        return "person" if self.competitor == "rep" else "company"

    def members(self, team_ids: Sequence[int]) -> set[int]:
        """Everybody who plays for these teams on some day."""
        return {one.person_id for team in team_ids for one in self.teams.get(team, ())}

    def teams_of(self, people: set[int]) -> set[int]:
        """The teams that these people play for on some day."""
        return {team for team, members in self.teams.items() if any(m.person_id in people for m in members)}

    def teams_on(self, person_id: int, day: date) -> list[int]:
        """The teams that somebody plays for on a day."""
        on = Span(day, day)
        return [
            team
            for team, members in self.teams.items()
            if any(one.person_id == person_id and one.within(on) for one in members)
        ]


def game_of(challenge_id: int) -> Game:
    """A challenge as its sealed versions have it (a draft: as it is written)."""
    rows = ask(_VERSIONS, challenge=challenge_id).all()
    if not rows:
        return _drafted(session.get_one(Challenge, challenge_id))
    versions = [
        version(document_of(document), scope_of(scope), None if number == 1 else from_on)
        for number, document, scope, from_on, _, _ in rows
    ]
    *_, ends_on, any_reviewed = rows[0]
    teams = _teams(challenge_id) if versions[0].document.kind == "team" else {}
    left_out = _left_out(challenge_id) if any_reviewed else frozenset()
    until = ends_on if ends_on < span_of(versions).last else None
    return Game(challenge_id, tuple(versions), left_out, teams, until=until)


def _drafted(one: Challenge) -> Game:
    """Before the launch: one version, as it is written, and nobody left anything out."""
    only = version(stored(one.document), stored_scope(one.scope))
    return Game(one.id, (only,), teams=_teams(one.id) if only.document.kind == "team" else {})


def game_for(document: Document, teams: Mapping[int, Sequence[Member]] | None = None) -> Game:
    """A document that is no challenge yet, to try it; DocumentRefused for a code that names nothing."""
    return Game(0, (version(document, resolve(document)),), teams=teams or {})


def version(document: Document, scope: Scope, from_on: date | None = None) -> Version:
    """A document with its codes as ids; the first version judges from its first day."""
    day = from_on or document.first
    return Version(day, document, scope, _ids(document.counts.excluded))


def _ids(references: Sequence[str]) -> frozenset[int]:
    """Products by their references, which never change."""
    if not references:
        return frozenset()
    known = products.by_reference()
    return frozenset(known[fold(one)].id for one in references if fold(one) in known)


def _left_out(challenge_id: int) -> frozenset[int]:
    """Lines whose last review leaves them out; what was looked at after the certification changes nothing."""
    sealed = (
        select(func.min(ChallengeStep.at))
        .where(ChallengeStep.challenge_id == challenge_id, ChallengeStep.state == "certified")
        .scalar_subquery()
    )
    rows = session.execute(
        select(LineReview.line_id, LineReview.counts)
        .where(LineReview.challenge_id == challenge_id)
        .where(LineReview.at <= func.coalesce(sealed, LineReview.at))
        .order_by(LineReview.id)
    )
    last = {row.line_id: row.counts for row in rows}
    return frozenset(line_id for line_id, counts in last.items() if not counts)


def _teams(challenge_id: int) -> dict[int, list[Member]]:
    rows = session.execute(
        select(TeamRow.id, TeamMember.person_id, TeamMember.from_on, TeamMember.until_on)
        .outerjoin(TeamMember, TeamMember.team_id == TeamRow.id)
        .where(TeamRow.challenge_id == challenge_id)
        .order_by(TeamRow.id, TeamMember.person_id, TeamMember.from_on)
    )
    found: dict[int, list[Member]] = {}
    for team_id, person_id, from_on, until_on in rows:
        members = found.setdefault(team_id, [])
        if person_id is not None:
            members.append(Member(person_id, from_on, until_on))
    return found


_REVIEWED = select(LineReview.id).where(LineReview.challenge_id == Challenge.id).exists()
#: The sealed versions of a challenge, its last day, whether somebody looked at lines of it; built once.
_VERSIONS = (
    select(
        ChallengeVersion.version,
        cast(ChallengeVersion.document, String),
        cast(ChallengeVersion.scope, String),
        ChallengeVersion.from_on,
        Challenge.ends_on,
        _REVIEWED,
    )
    .join(Challenge, Challenge.id == ChallengeVersion.challenge_id)
    .where(ChallengeVersion.challenge_id == bindparam("challenge", type_=Key))
    .order_by(ChallengeVersion.version)
)
