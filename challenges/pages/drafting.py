"""From a challenge's form to its document: what was typed, read; each problem beside its field."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, TypeAlias

from flask_babel import gettext
from wtforms import Field, FieldList, FormField

from challenges.document.parts import METRICS, RELATIVE
from challenges.document.problems import DocumentRefused, Problem
from challenges.document.reading import from_plain
from challenges.document.references import scope_of
from challenges.document.terms import Document
from challenges.pages import placing, words
from challenges.pages.draft_form import SWITCHES, ChallengeForm
from core.figures import NotFigures, number

_: Callable[..., str] = gettext
Part: TypeAlias = "FormField[Any]"
Rows: TypeAlias = "FieldList[Any]"
#: How many of the smallest unit one of what is typed has: cents of a euro, basis points of a percent.
SCALES = {"cents": 100, "bp": 100}
TIMES = 10_000
#: What somebody fills in of each row; a row in which none is filled is left out.
FILLED = {
    "prize": ("ranks", "points", "reward"),
    "step": ("at", "points"),
    "first": ("places", "at", "points"),
    "boost": ("first", "last", "times_bp", "most"),
    "flash": ("code", "title_fr", "title_en", "starts", "ends", "at", "points", "places"),
    "team": ("code", "name_fr", "name_en", "members"),
}


def document_from(form: ChallengeForm, code: str = "") -> Document | None:
    """The document that a form describes, or None with every problem beside its field."""
    sound = form.validate()
    reading = Reading(form, code)
    plain = reading.plain()
    try:
        document = from_plain(plain)
        scope_of(document)
    except DocumentRefused as refused:
        for problem in refused.problems:
            reading.place(problem)
        return None
    return document if sound and not reading.lost else None


def sentence(problem: Problem) -> str:
    """A problem in the reader's language, without its path."""
    said = str(_(problem.sentence, **problem.facts)) if problem.facts else str(_(problem.sentence))
    return f"{said[:1].upper()}{said[1:]}"


def placed_sentence(problem: Problem) -> str:
    """A problem with the key, and the line of the file, that it is about."""
    place = _("line %(line)s", line=problem.line) + ", " if problem.line else ""
    return f"{place}{problem.path}: {sentence(problem)}"


def wrong(form: ChallengeForm) -> list[tuple[str, str, str]]:
    """Every problem: its field's id, the field's label, the sentence."""
    return [
        (field.id, str(field.label.text), str(said))
        for field in placing.leaves(form)
        for said in field.errors
    ]


def unit_of(metrics: list[dict[str, Any]]) -> str:
    """The unit of a score of these metrics, as Document.unit says it."""
    only = metrics[0]
    plain = len(metrics) == 1 and only.get("points", 1) == only.get("per", 1) == 1
    return METRICS.get(only["kind"], "game") if plain else "game"


class Reading:
    """A form, read to the end whatever is wrong with it."""

    def __init__(self, form: ChallengeForm, code: str) -> None:
        self.form = form
        self.code = code or form.code.data or ""
        #: figures that could not be read
        self.lost: list[Field] = []
        #: key of several → the rows that say something, as problems number them
        self.kept: dict[str, list[Any]] = {}
        self.scale = 1
        self.metrics = self._metrics()
        self.scale = SCALES.get(unit_of(self.metrics) if self.metrics else "", 1)

    def place(self, problem: Problem) -> None:
        """Put a problem beside its field; a field that could not be read says so already."""
        field = placing.field_of(self.form, problem.path, self.kept)
        if field not in self.lost:
            field.errors = [*field.errors, sentence(problem)]

    def plain(self) -> dict[str, Any]:
        """What the form says, as the file would."""
        one, data = self.form, self.form.data
        said: dict[str, Any] = {
            "code": self.code,
            **{key: data[key] for key in ("purpose", "competitor", "join", "ties", "on_stop")},
            "picture": data["picture"] or "",
            **{stem: _without(data[stem]) for stem in ("title", "text", "thanks")},
            "window": {"from": data["window"]["first"], "to": data["window"]["last"]},
            "audience": _without(data["audience"]),
            "counts": self._counts(),
            "metric": self.metrics,
            "visibility": self._visibility(),
            "late": self._late(),
            "caps": self._part(one.caps),
            **self._figures(one, ("places", "announce_days", "contest_days", "minimum")),
        }
        if any(metric["kind"] in RELATIVE for metric in self.metrics):
            said["targets"] = self._targets()
        if data["competitor"] == "team":
            said["teams"] = self._teams()
        readers: dict[str, Callable[[], Any]] = {
            "prize": lambda: self._rows("prize", one.prize, self._prize),
            "step": lambda: self._rows("step", one.step, self._step),
            "first": lambda: self._rows("first", one.first, self._part),
            "collective": lambda: self._part(one.collective),
            "boost": lambda: self._rows("boost", one.boost, self._boost),
            "flash": lambda: self._rows("flash", one.flash, self._flash),
            "duels": lambda: self._part(one.duels),
            "leagues": self._leagues,
        }
        return said | {key: readers[key]() for key, switch in SWITCHES.items() if data[switch]}

    def _rows(
        self, key: str, rows: Rows, read: Callable[[Part], dict[str, Any]], place: str = ""
    ) -> list[dict[str, Any]]:
        """Rows in which something is filled in."""
        kept = [
            row for row in rows.entries if any(row.data.get(name) not in (None, "") for name in FILLED[key])
        ]
        self.kept[place or key] = kept
        return [read(row) for row in kept]

    def _metrics(self) -> list[dict[str, Any]]:
        rows = self.form.metric.entries
        weighted = self.form.scoring.data == "game"
        kept = [row for row in rows if row.data["kind"]] if weighted else rows[:1]
        self.kept["metric"] = kept = kept or rows[:1]
        return [self._metric(row, weighted) for row in kept]

    def _metric(self, row: Part, weighted: bool) -> dict[str, Any]:
        kind = row.data["kind"] or ""
        said: dict[str, Any] = {"kind": kind}
        if weighted:
            scale = SCALES.get(METRICS.get(kind, ""), 1)
            points, per = self._number(row.form.points, 1), self._number(row.form.per, scale)
            said |= {"points": 1 if points is None else points, "per": scale if per is None else per}
        if kind == "reactivated":
            said |= self._figures(row.form, ("quiet_days",))
        if kind == "conversion":
            said |= self._figures(row.form, ("fewest",))
        return said

    def _counts(self) -> dict[str, Any]:
        said = _without(self.form.counts.data)
        return said | {name: _listed(said[name]) for name in ("products", "excluded")}

    def _visibility(self) -> dict[str, Any]:
        said = _without(self.form.visibility.data, "hidden_days")
        return said | self._figures(self.form.visibility.form, ("hidden_days",))

    def _late(self) -> dict[str, Any]:
        rule = self.form.late.data["rule"]
        return {"rule": rule} | (self._part(self.form.late) if rule == "recount" else {})

    def _targets(self) -> dict[str, Any]:
        said = {name: self.form.targets.data[name] for name in ("source", "of")}
        return said | (self._part(self.form.targets) if said["source"] == "computed" else {})

    def _teams(self) -> dict[str, Any]:
        data = self.form.teams.data
        said = {"kind": data["kind"], "compare": data["compare"]}
        if data["compare"] == "best":
            said |= self._part(self.form.teams)
        if data["kind"] == "made":
            said["team"] = self._rows("team", self.form.teams.form.team, _team, "teams.team")
        return said

    def _leagues(self) -> dict[str, Any]:
        form = self.form.leagues.form
        rows = self._rows("prize", form.prize, self._prize, "leagues.prize")
        return self._figures(form, ("size", "up", "down")) | {"prize": rows}

    def _prize(self, row: Part) -> dict[str, Any]:
        reward = row.data.get("reward")
        said: dict[str, Any] = {"ranks": row.data["ranks"] or ""} | self._part(row)
        return said | ({"reward": reward} if reward else {})

    def _step(self, row: Part) -> dict[str, Any]:
        return self._part(row) | {"at_once": row.data["at_once"] != "no"}

    def _boost(self, row: Part) -> dict[str, Any]:
        said = {"from": row.data["first"], "to": row.data["last"]}
        return said | self._part(row) | {name: _listed(row.data[name]) for name in ("ranges", "products")}

    def _flash(self, row: Part) -> dict[str, Any]:
        data = row.data
        said: dict[str, Any] = {name: data[name] or "" for name in ("code", "title_fr", "title_en")}
        said |= {name: data[name] for name in ("starts", "ends")}
        weights = row.form.metric.data
        said["metric"] = self._metric(row.form.metric, bool(weights["points"] or weights["per"]))
        scale = SCALES.get(unit_of([said["metric"]]), 1)
        said |= self._part(row, scale)
        return said | {name: _listed(data[name]) for name in ("ranges", "products")}

    def _part(self, part: Part, flash: int = 1) -> dict[str, Any]:
        """Every figure of a part that is filled in."""
        names = [field.short_name for field in part.form if hasattr(field, "measure")]
        return self._figures(part.form, names, flash)

    def _figures(self, form: Any, names: Iterable[str], flash: int = 1) -> dict[str, Any]:
        floor = SCALES["cents"] if self.form.targets.data["of"] != "quantity" else 1
        scales = {"score": self.scale, "rate": SCALES["bp"], "times": TIMES, "flash": flash, "floor": floor}
        read = {name: self._number(form[name], scales.get(form[name].measure, 1)) for name in names}
        return {name: value for name, value in read.items() if value is not None}

    def _number(self, field: Field, scale: int) -> int | None:
        """A figure in its smallest unit; None where nothing is typed, or nothing that can be read."""
        text = (field.data or "").replace("×", "").replace("%", "").strip()
        if not text:
            return None
        try:
            value = typed(text) * scale
            if value != value.to_integral_value():
                raise NotFigures(text)
        except NotFigures:
            field.errors = [*field.errors, _("“%(text)s” is not a number that fits here.", text=text)]
            self.lost.append(field)
            return None
        return int(value)


def typed(text: str) -> Decimal:
    """A number as the reader's language writes it, else as the other one does; raises NotFigures."""
    own, other = (",", ".") if words.language() == "fr" else (".", ",")
    try:
        return number(text, own)
    except NotFigures:
        return number(text, other)


def _team(row: Part) -> dict[str, Any]:
    data = row.data
    return {
        **{name: data[name] or "" for name in ("code", "name_fr", "name_en")},
        "members": _listed(data["members"]),
    }


def _listed(text: str | None) -> list[str]:
    """Codes and references, one a line or separated by commas."""
    return [one.strip() for one in (text or "").replace(",", "\n").splitlines() if one.strip()]


def _without(said: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: "" if value is None else value for name, value in said.items() if name not in names}
