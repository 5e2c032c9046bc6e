"""What a challenge's result rests on, as two files: one for everybody, one for an auditor.

The public file holds the sealed rules, ranks, prizes and a fingerprint of each line of the auditor's; people
are salted ids in it. The auditor's holds the lines: who is who, every fact with its amounts, the salt.
tools/recount.py works the winners out again from both (see docs/proof.md).
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from challenges.document.terms import canonical
from challenges.life import awards, certification, judging
from challenges.life.judging import Judged
from challenges.models import Challenge, ChallengeVersion, Participation, Result, Team
from challenges.proof import evidence
from challenges.proof.tables import names_of
from challenges.rules.states import SETTLED
from challenges.scoring.game import Game, game_of
from core import audit
from core.database import session

FORMAT = 1
Row = dict[str, Any]


@dataclass(frozen=True)
class Exported:
    """Both files, as JSON knows them."""

    public: Row
    #: the first one is the head: the salt, and the seal of the public file
    auditor: Sequence[Row]

    @property
    def public_text(self) -> str:
        """The public file."""
        return canonical(self.public) + "\n"

    @property
    def auditor_text(self) -> str:
        """The auditor's file: a line each."""
        return "".join(f"{canonical(one)}\n" for one in self.auditor)


class Salted:
    """Ids that tell nobody who is meant, and remember whom they named."""

    def __init__(self, salt: str) -> None:
        self.salt = salt
        self.named: dict[tuple[str, int], str] = {}

    def __call__(self, kind: str, subject_id: int) -> str:
        """The id of a person, a company or a team."""
        if (kind, subject_id) not in self.named:
            self.named[kind, subject_id] = digest(f"{self.salt}:{kind}:{subject_id}")[:16]
        return self.named[kind, subject_id]


def digest(said: Any) -> str:
    """sha256 over the canonical JSON of anything, 64 hex digits."""
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def salt_of(secret: str, code: str) -> str:
    """The salt of a challenge: the same at every export, known to nobody who has not the auditor's file."""
    return hmac.new(secret.encode(), f"challenges.export:{code}".encode(), "sha256").hexdigest()


def export(challenge_id: int, salt: str, at: datetime, by: str) -> Exported:
    """Write both files; the audit trail keeps the seal. Joins the transaction."""
    made = files(challenge_id, salt, at)
    audit.record(by, "challenges.export", ("challenge", challenge_id), at, {"seal": made.public["seal"]})
    return made


def files(challenge_id: int, salt: str, at: datetime) -> Exported:
    """Both files, of the sealed result or of what the facts give so far; of the same salt always the same."""
    challenge, game = session.get_one(Challenge, challenge_id), game_of(challenge_id)
    settled = challenge.state in SETTLED
    revision = (challenge.certified_revision if settled else None) or challenge.scored_revision
    judged = judging.judge(challenge_id, revision, at)
    ids = Salted(salt)
    lines = [*evidence.rows(challenge, game, revision, at, ids)]
    told = _sealed(challenge) if settled else _judged(judged)
    results, won, scores = _named(told, game, judged, ids)
    lines = [*_people(challenge, ids), *lines, *scores]
    lines = [{**one, "nonce": digest(f"{salt}:line:{nth}")[:32]} for nth, one in enumerate(lines)]
    public: Row = {
        "format": FORMAT,
        "challenge": challenge.code,
        "title": {"fr": challenge.title_fr, "en": challenge.title_en},
        "state": challenge.state,
        "revision": revision,
        "versions": _versions(challenge),
        "fingerprint": challenge.results_hash if settled else "",
        "results": results,
        "awards": won,
        "commitments": [digest(one) for one in lines],
    }
    public["seal"] = digest(public)
    head = {"kind": "head", "challenge": challenge.code, "salt": salt, "seal": public["seal"]}
    return Exported(public, [head, *lines])


def _versions(challenge: Challenge) -> list[Row]:
    """Each version of the document with its fingerprint and the first day that it judges."""
    rows = session.scalars(
        select(ChallengeVersion)
        .where(ChallengeVersion.challenge_id == challenge.id)
        .order_by(ChallengeVersion.version)
    ).all()
    hashes = certification.documents_of(challenge.id)
    if not rows:
        first = challenge.starts_on.isoformat()
        return [{"version": 1, "from": first, "hash": hashes[0], "document": challenge.document}]
    return [
        {
            "version": one.version,
            "from": (challenge.starts_on if one.version == 1 else one.from_on).isoformat(),
            "hash": one.hash,
            "document": one.document,
        }
        for one in rows
    ]


def _sealed(challenge: Challenge) -> tuple[list[Row], list[Row]]:
    """Lines and awards as they were sealed."""
    rows = session.scalars(select(Result).where(Result.challenge_id == challenge.id))
    names = ("entrant_id", "rank", "score", "reached_on", "prize_points")
    lines = [{name: getattr(one, name) for name in names} for one in rows]
    return lines, awards.sealed(challenge.id)


def _judged(judged: Judged) -> tuple[list[Row], list[Row]]:
    """Lines and awards as the facts give them so far."""
    return judged.lines(0), judged.deserved()


def _named(
    told: tuple[list[Row], list[Row]], game: Game, judged: Judged, ids: Salted
) -> tuple[list[list[Any]], list[list[Any]], list[Row]]:
    """Results, awards and scores under salted ids, in an order of their own."""
    kind = game.document.kind
    subjects = {entrant: subject for subject, entrant in judged.entrants.items()}
    who = {entrant: ids(kind, subject) for entrant, subject in subjects.items()}
    lines, won = told
    rewards = {one["entrant_id"]: one["reward"] for one in won if one["kind"] == "rank"}
    results = sorted(
        [who[one["entrant_id"]], one["rank"], one["prize_points"], rewards.get(one["entrant_id"], "")]
        for one in lines
    )
    awarded = sorted(
        [_what(one["key"], ids), who[one["entrant_id"]], one["points"], one["reward"]] for one in won
    )
    scores = [
        {
            "kind": "score",
            "who": who[one["entrant_id"]],
            "score": one["score"],
            "day": one["reached_on"].isoformat(),
        }
        for one in sorted(lines, key=lambda it: (it["rank"], who[it["entrant_id"]]))
    ]
    return results, awarded, scores


def _what(key: str, ids: Salted) -> str:
    """What an award is for, people in it salted."""
    what, _, person = awards.what_of(key).partition(":person:")
    return f"{what}:person:{ids('person', int(person))}" if person else what


def _people(challenge: Challenge, ids: Salted) -> Iterator[Row]:
    """Who is who: everybody who takes part, and everybody whom a fact names."""
    rows = session.execute(
        select(Participation.kind, Participation.subject_id, Participation.entrant_id).where(
            Participation.challenge_id == challenge.id
        )
    )
    entrants = {(kind, subject): entrant for kind, subject, entrant in rows}
    for kind, subject in entrants:
        ids(kind, subject)
    names = _names(challenge.id, ids.named)
    for (kind, subject), name in sorted(ids.named.items()):
        yield {
            "kind": "who",
            "id": name,
            "of": kind,
            "subject": subject,
            "entrant": entrants.get((kind, subject)),
            "name": names.get((kind, subject), ""),
        }


def _names(challenge_id: int, named: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for kind in ("person", "company"):
        known = names_of(kind, [subject for of, subject in named if of == kind])
        found |= {(kind, subject): name for subject, (_, name) in known.items()}
    teams = session.execute(select(Team.id, Team.name_fr).where(Team.challenge_id == challenge_id))
    return found | {("team", team): name for team, name in teams}
