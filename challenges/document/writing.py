"""A document → its file, as somebody would have typed it."""

from collections.abc import Iterable

from challenges.document.terms import Document


def to_toml(document: Document) -> str:
    """The challenge file that reads back as the same document."""
    return "\n".join(_lines(document)) + "\n"


def _lines(one: Document) -> Iterable[str]:
    yield f"code = {_text(one.code)}"
    yield f"picture = {_text(one.picture)}"
    yield f"competitor = {_text(one.competitor)}"
    yield f"metric = {_text(one.metric)}"
    yield f"join = {_text(one.join)}"
    yield f"ties = {_text(one.ties)}"
    yield f"announce_days = {one.announce_days}"
    yield f"contest_days = {one.contest_days}"
    yield from ("", "[title]", f"fr = {_text(one.title_fr)}", f"en = {_text(one.title_en)}")
    yield from ("", "[text]", f"fr = {_text(one.text_fr)}", f"en = {_text(one.text_en)}")
    yield from ("", "[window]", f"from = {one.first.isoformat()}", f"to = {one.last.isoformat()}")
    yield from ("", "[counts]", f"ranges = {_list(one.ranges)}", f"products = {_list(one.products)}")
    yield f"date = {_text(one.dated)}"
    yield from ("", "[audience]", f"company_kinds = {_list(one.company_kinds)}")
    yield f"regions = {_list(one.regions)}"
    yield from ("", "[visibility]", f"open_scores = {_yes(one.open_scores)}")
    yield f"open_names = {_yes(one.open_names)}"
    for prize in one.prizes:
        yield from ("", "[[prize]]", f"ranks = {_text(prize.ranks)}", f"points = {prize.points}")


def _text(value: str) -> str:
    escaped = "".join(
        f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else f"\\{c}" if c in '"\\' else c for c in value
    )
    return f'"{escaped}"'


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _yes(value: bool) -> str:
    return "true" if value else "false"
