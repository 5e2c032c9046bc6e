"""Between a challenge's form and its document: what was typed, read; each problem beside its field."""

from typing import Any

from flask_babel import gettext as _

from accounts import queries as accounts
from challenges.document.problems import DocumentRefused, Problem
from challenges.document.reading import from_plain
from challenges.document.scope import resolve
from challenges.document.terms import Document
from challenges.pages.forms import PRIZE_ROWS, ChallengeForm
from core.settings import ROOT
from products import queries as products

PICTURES = ROOT / "static" / "img" / "demo"
#: Where the form keeps what a document calls otherwise.
FIELDS = {
    "title.fr": "title_fr",
    "title.en": "title_en",
    "text.fr": "text_fr",
    "text.en": "text_en",
    "window.from": "first",
    "window.to": "last",
    "counts.ranges": "ranges",
    "counts.products": "products",
    "counts.date": "dated",
    "audience.company_kinds": "company_kinds",
    "audience.regions": "regions",
    "visibility.open_scores": "open_scores",
    "visibility.open_names": "open_names",
}


def offer(form: ChallengeForm, document: Document | None = None) -> None:
    """Offer every range, region and picture; what the document names is offered even when it is gone."""
    ranges = {one.code: one.name for one in products.ranges()}
    named = document.ranges if document else ()
    form.ranges.choices = [*ranges.items(), *((code, code) for code in named if code not in ranges)]
    regions = dict.fromkeys([*accounts.regions(), *(document.regions if document else ())])
    form.regions.choices = [(one, one) for one in regions]
    pictures = sorted(f"demo/{path.name}" for path in PICTURES.glob("*.webp"))
    kept = [document.picture] if document and document.picture else []
    form.picture.choices = [
        ("", _("none")),
        *((one, _name(one)) for one in dict.fromkeys([*kept, *pictures])),
    ]


def values_of(document: Document) -> dict[str, Any]:
    """What a form shows of a document."""
    values = {name: getattr(document, name) for name in ChallengeForm().data if hasattr(document, name)}
    rows = [{"ranks": prize.ranks, "points": prize.points} for prize in document.prizes]
    blank = {"ranks": "", "points": None}
    return values | {
        "products": "\n".join(document.products),
        "prizes": rows + [blank] * max(PRIZE_ROWS - len(rows), 1),
    }


def document_from(form: ChallengeForm, code: str = "") -> Document | None:
    """The document that a form describes, or None with every problem beside its field."""
    sound = form.validate()
    try:
        document = from_plain(_plain(form, code))
        resolve(document)
    except DocumentRefused as refused:
        for problem in refused.problems:
            _attach(form, problem)
        return None
    return document if sound else None


def sentence(problem: Problem) -> str:
    """A problem in the reader's language, without its path."""
    said = str(_(problem.sentence, **problem.facts)) if problem.facts else str(_(problem.sentence))
    return f"{said[:1].upper()}{said[1:]}"


def _plain(form: ChallengeForm, code: str) -> dict[str, Any]:
    one = form.data
    prizes = [row for row in one["prizes"] if row["ranks"] or row["points"]]
    return {
        "code": code or one["code"],
        "picture": one["picture"] or "",
        "competitor": one["competitor"],
        "metric": one["metric"],
        "join": one["join"],
        "ties": one["ties"],
        "announce_days": one["announce_days"],
        "contest_days": one["contest_days"],
        "title": {"fr": one["title_fr"], "en": one["title_en"]},
        "text": {"fr": one["text_fr"], "en": one["text_en"]},
        "window": {"from": one["first"], "to": one["last"]},
        "counts": {
            "ranges": one["ranges"],
            "products": (one["products"] or "").replace(",", " ").split(),
            "date": one["dated"],
        },
        "audience": {"company_kinds": one["company_kinds"], "regions": one["regions"]},
        "visibility": {"open_scores": one["open_scores"], "open_names": one["open_names"]},
        "prize": [{"ranks": row["ranks"] or "", "points": row["points"]} for row in prizes],
    }


def _attach(form: ChallengeForm, problem: Problem) -> None:
    name = FIELDS.get(problem.path, problem.path)
    if name.startswith("prize["):
        nth, _dot, key = name.removeprefix("prize[").partition("].")
        field = form.prizes.entries[int(nth) - 1][key]
    else:
        field = form[name] if name in form else form.prizes.entries[0]["ranks"]
    field.errors = [*field.errors, sentence(problem)]


def _name(picture: str) -> str:
    return picture.rpartition("/")[2].removesuffix(".webp").replace("-", " ").capitalize()
