"""The French catalogue: message ids are plain English, so English needs none.

python -m tools.translations merge [--from DIR]  brings messages.po in line with the code; fills what is empty
                                                 from DIR/*.json ({"English": "French" or ["one", "many"]})
python -m tools.translations check               1 when a sentence lacks its French or is said no longer
python -m tools.translations compile             messages.po → messages.mo
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FRENCH = ROOT / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
#: Functions that mark a sentence, with the places of their sentences.
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "_l": None,
    "_n": (1, 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
NARROW, FIXED = "\u202f", "\u00a0"

#: A date that does not change with every merge.
STILL = datetime(2026, 1, 1, tzinfo=UTC)

Words: TypeAlias = "str | list[str]"


def template() -> Catalog:
    """Every marked sentence of the code and the templates."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as lines:
        methods, options = parse_mapping_cfg(lines)  # type: ignore[no-untyped-call]
    catalog = Catalog(project="Tandem", charset="utf-8")
    for path, _line, text, _comments, context in extract_from_dir(
        ROOT, methods, options, KEYWORDS, ("i18n:",)
    ):
        catalog.add(text, None, [(str(path), 0)], context=context)
    return catalog


def typeset(french: str) -> str:
    """A sentence as a French printer sets it: ’, narrow spaces before ; ! ?, fixed ones at : and « »."""
    french = re.sub(r"(?<=\w)'(?=\w)", "’", french)
    french = re.sub(r"[ \u00a0](?=[;!?])", NARROW, french)
    french = re.sub(r"(?<=\S)[ \u202f](?=:(\s|$))", FIXED, french)
    return re.sub(r"«[ \u202f]", f"«{FIXED}", re.sub(r"[ \u202f]»", f"{FIXED}»", french))


def current() -> Catalog:
    """The catalogue as it is in the checkout; empty at the very first merge."""
    if not FRENCH.exists():
        return Catalog(locale="fr", project="Tandem", charset="utf-8")
    with FRENCH.open("rb") as lines:
        return read_po(lines, locale="fr")


def merge(given: dict[str, Words]) -> int:
    """Bring the catalogue in line with the code and fill what is empty; returns how many stay empty."""
    catalog = current()
    catalog.header_comment = "# The French of Tandem: python -m tools.translations merge"
    catalog.creation_date = catalog.revision_date = STILL
    catalog.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    for message in sentences(catalog):
        key = message.id if isinstance(message.id, str) else message.id[0]
        if lacking(message) and key in given:
            message.string = _words(message, given[key])
    FRENCH.parent.mkdir(parents=True, exist_ok=True)
    with FRENCH.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return sum(lacking(message) for message in sentences(catalog))


def _words(message: Message, french: Words) -> "str | tuple[str, ...]":
    if isinstance(message.id, str):
        return typeset(french if isinstance(french, str) else french[0])
    return tuple(map(typeset, [french, french] if isinstance(french, str) else french))


def sentences(catalog: Catalog) -> list[Message]:
    """The messages without the header."""
    return [message for message in catalog if message.id]


def forms(message: Message) -> list[str]:
    """The French of a message: one sentence, or one for each plural form."""
    if isinstance(message.string, str):
        return [message.string]
    return list(message.string or [""])


def lacking(message: Message) -> bool:
    """Whether a message, or one of its plural forms, has no French."""
    return not all(forms(message))


def problems() -> Iterator[str]:
    """Everything that is wrong with the catalogue, one sentence each."""
    catalog, wanted = current(), template()
    have = {(message.id, message.context) for message in sentences(catalog)}
    want = {(message.id, message.context) for message in sentences(wanted)}
    yield from (f"not in the catalogue: {text!r}" for text, _ in sorted(want - have, key=str))
    yield from (f"no longer said anywhere: {text!r}" for text, _ in sorted(have - want, key=str))
    yield from (f"obsolete: {text!r}" for text in catalog.obsolete)
    for message in sentences(catalog):
        yield from _problems(message)


def _problems(message: Message) -> Iterator[str]:
    if lacking(message):
        yield f"no French for: {message.id!r}"
        return
    if message.fuzzy:
        yield f"only guessed: {message.id!r}"
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    known = set().union(*(PLACEHOLDER.findall(source) for source in sources))
    for french in forms(message):
        named = set(PLACEHOLDER.findall(french))
        if not named <= known or (len(sources) == 1 and named != known):
            yield f"other placeholders in French: {message.id!r}"
        if typeset(french) != french:
            yield f"typography: {french!r} should be {typeset(french)!r}"


def compile_french() -> None:
    """Write messages.mo beside messages.po."""
    with FRENCH.with_suffix(".mo").open("wb") as file:
        write_mo(file, current())


def main(arguments: list[str]) -> int:
    """Merge, check or compile."""
    parser = argparse.ArgumentParser(
        prog="tools.translations", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("what", choices=["merge", "check", "compile"])
    parser.add_argument("--from", dest="folder", type=Path)
    asked = parser.parse_args(arguments)
    if asked.what == "compile":
        compile_french()
        return 0
    if asked.what == "merge":
        given: dict[str, Words] = {}
        for path in sorted(asked.folder.glob("*.json")) if asked.folder else []:
            given.update(json.loads(path.read_text(encoding="utf-8")))
        print(f"{merge(given)} sentences still lack their French")
        compile_french()
        return 0
    found = list(problems())
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
