"""Targets from a CSV file (docs/files.md): a code and a figure a line, until the challenge begins."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from accounts import queries as accounts
from challenges.document.parts import RELATIVE, Targets
from challenges.document.problems import Problem
from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.models import Challenge, Target
from core import audit
from core.database import insert, session
from core.figures import NotFigures, cents, whole
from core.rules import N_, Refused
from core.tables import SURPLUS, read_csv
from core.text import fold

#: Names that each column may have.
COLUMNS = {"code": ("code",), "target": ("target", "objectif")}
MOST = 10**13
NONE = Targets()


class TargetsRefused(Refused):
    """Raised with every problem of a file."""

    sentence = N_("The file of targets cannot be taken as it is:\n%(problems)s")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems="\n".join(map(str, problems)))


class NoTargets(Refused):
    """Nothing of the challenge is held against a target."""

    sentence = N_("Nothing in this challenge is measured against a target.")


class TargetsFixed(Refused):
    """Nobody's target moves once the game has begun."""

    sentence = N_("The challenge has begun: targets no longer change.")


class Row(NamedTuple):
    """A competitor (of a team: a member) and what it is to reach, in the unit of the document's targets."""

    subject_id: int
    code: str
    value: int


class Brought(NamedTuple):
    """What became of a file."""

    new: int
    replaced: int
    known: int


def read(document: Document, content: bytes) -> list[Row]:
    """The rows of a file; raises TableRefused, NoTargets, or TargetsRefused with every problem."""
    if not any(metric.kind in RELATIVE for metric in document.metrics):
        raise NoTargets
    table = read_csv(content)
    names = {fold(column): column for column in table.columns}
    columns = {ours: next((names[one] for one in said if one in names), "") for ours, said in COLUMNS.items()}
    if not all(columns.values()):
        raise TargetsRefused([Problem("1", N_("the columns code and target are needed."))])
    told = [
        (line, cells[columns["code"]], cells[columns["target"]], cells.get(SURPLUS, ""))
        for line, cells in table.rows
    ]
    known = _known(document, {code for _, code, _, _ in told})
    of = (document.targets or NONE).of
    problems: list[Problem] = []
    rows: dict[int, Row] = {}
    for line, code, text, surplus in told:
        value = _figure(text, of)
        if surplus:
            problems.append(Problem(str(line), N_("has more cells than columns.")))
        elif code not in known:
            problems.append(Problem(str(line), N_("“%(code)s” is nobody’s code."), {"code": code}))
        elif value is None:
            problems.append(Problem(str(line), N_("“%(text)s” is not a figure above zero."), {"text": text}))
        elif known[code] in rows:
            problems.append(Problem(str(line), N_("“%(code)s” stands in the file twice."), {"code": code}))
        else:
            rows[known[code]] = Row(known[code], code, value)
    if problems:
        raise TargetsRefused(problems)
    return list(rows.values())


def bring_in(challenge_id: int, content: bytes, at: datetime, by: str, dry_run: bool = False) -> Brought:
    """Write each figure, in place of the one that was there; raises what `read` does, and TargetsFixed."""
    one = session.scalars(select(Challenge).where(Challenge.id == challenge_id).with_for_update()).one()
    document = stored(one.document)
    rows = read(document, content)
    if one.state not in ("draft", "announced") or at >= one.starts_at:
        raise TargetsFixed
    kind = "company" if document.kind == "company" else "person"
    before = _before(challenge_id, kind)
    new = [row for row in rows if row.subject_id not in before]
    other = [row for row in rows if before.get(row.subject_id, row.value) != row.value]
    done = Brought(len(new), len(other), len(rows) - len(new) - len(other))
    if dry_run or not new + other:
        return done
    fresh = insert(Target)
    upsert = fresh.on_conflict_do_update(
        index_elements=[Target.challenge_id, Target.kind, Target.subject_id],
        set_={name: fresh.excluded[name] for name in ("value", "source", "facts", "set_at", "set_by")},
    )
    values = {"challenge_id": challenge_id, "kind": kind, "source": "imported", "set_at": at, "set_by": by}
    session.execute(
        upsert,
        [
            {**values, "subject_id": row.subject_id, "value": row.value, "facts": {"base": row.value}}
            for row in new + other
        ],
    )
    audit.record(by, "challenges.targets", ("challenge", challenge_id), at, done._asdict())
    return done


def _known(document: Document, codes: set[str]) -> Mapping[str, int]:
    if document.kind == "company":
        return {code: one.id for code, one in accounts.companies_by_code(codes).items()}
    return {code: one.id for code, one in accounts.people_by_code(codes).items()}


def _before(challenge_id: int, kind: str) -> dict[int, int]:
    rows = session.execute(
        select(Target.subject_id, Target.value).where(
            Target.challenge_id == challenge_id, Target.kind == kind
        )
    )
    return {row.subject_id: row.value for row in rows}


def _figure(text: str, of: str) -> int | None:
    """Pieces as they stand, euros as cents; None where it is no figure above zero."""
    mark = "," if "," in text and "." not in text else "."
    try:
        found = whole(text, mark) if of == "quantity" else cents(text, mark)
    except NotFigures:
        return None
    return found if 0 < found <= MOST else None
