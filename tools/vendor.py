"""Copy the pinned front-end files of package.json into static/, and prove that they are still those files.

`python -m tools.vendor` rebuilds after `npm ci`; `python -m tools.vendor --check` needs neither node nor network.
"""

import argparse
import hashlib
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
CHECKSUMS = STATIC / "vendor" / "SHA256SUMS"
FONT = "@fontsource-variable/bricolage-grotesque"

COPIES = {
    "htmx.org/dist/htmx.min.js": "vendor/htmx.min.js",
    "htmx.org/LICENSE": "vendor/htmx-LICENSE.txt",
    "@tabler/icons/LICENSE": "vendor/tabler-icons-LICENSE.txt",
    f"{FONT}/LICENSE": "fonts/bricolage-grotesque-OFL.txt",
}
FONT_SOURCE = f"{FONT}/files/bricolage-grotesque-latin-opsz-normal.woff2"
FONT_TARGET = "fonts/bricolage-grotesque.woff2"
SPRITE = "img/icons.svg"
NARROW_SPACE, THIN_SPACE, NARROW_NO_BREAK_SPACE = 160, 0x2009, 0x202F

ICONS = """
home trophy camera gift user bell chevron-right chevron-left chevron-down chevron-up arrow-left arrow-right search
adjustments lock check x clock receipt bolt package users speakerphone chart-bar shield-check settings list-check
download upload plus minus hourglass target trending-up trending-down rosette-discount-check alert-triangle mail
logout language file-spreadsheet sun moon dots external-link building-store history info-circle trash edit truck
key scan printer menu-2 calendar copy filter refresh flag map-pin qrcode device-mobile eye world wallet coins
heart star tool home-2 confetti school file-text photo ban player-pause player-play link help-circle
""".split()


def sprite(node_modules: Path) -> str:
    """One SVG of <symbol>s, and three marks of ours that Tabler lacks: up, down and equal."""
    symbols = [_symbol(name, node_modules) for name in ICONS]
    symbols += [
        '<symbol id="move-up" viewBox="0 0 12 12"><path d="M6 1.6 11.2 10.6H.8z" fill="currentColor" stroke="none"/>'
        "</symbol>",
        '<symbol id="move-down" viewBox="0 0 12 12"><path d="M6 9.7 1.7 2.2h8.6z" fill="none" stroke="currentColor"'
        ' stroke-width="1.4" stroke-linejoin="round"/></symbol>',
        '<symbol id="move-equal" viewBox="0 0 12 12"><path d="M3 4.4h6M3 7.8h6" fill="none" stroke="currentColor"'
        ' stroke-width="1.6"/></symbol>',
    ]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _symbol(name: str, node_modules: Path) -> str:
    """One outline icon as a <symbol>; it takes its stroke from the element that uses it."""
    text = (node_modules / "@tabler/icons/icons/outline" / f"{name}.svg").read_text("utf-8")
    body = re.search(r"<svg[^>]*>(.*)</svg>", text, re.DOTALL)
    if body is None:
        raise SystemExit(f"The icon {name} has no drawing.")
    strokes = [s for s in re.findall(r"<[^>]+/>", body.group(1)) if 'stroke="none"' not in s]
    return f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(s.replace(" />", "/>") for s in strokes)}</symbol>'


def subset_font(source: Path, target: Path) -> None:
    """The Latin letters, punctuation and arrows we write, weights 400–800, plus the narrow no-break space."""
    from fontTools import subset  # noqa: PLC0415 - a development-only library, absent from a plain installation
    from fontTools.ttLib import TTFont  # noqa: PLC0415
    from fontTools.varLib import instancer  # noqa: PLC0415

    font = instancer.instantiateVariableFont(TTFont(source), {"wght": (400, 800, 800), "opsz": (12, 96, 96)})
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[NARROW_NO_BREAK_SPACE] = table.cmap[THIN_SPACE]
    font["hmtx"][font.getBestCmap()[THIN_SPACE]] = (NARROW_SPACE, 0)
    options = subset.Options()
    options.flavor, options.hinting, options.desubroutinize = "woff2", False, True
    options.layout_features = ["ccmp", "locl", "kern", "mark", "tnum", "pnum", "liga"]
    options.name_IDs, options.notdef_outline = [0, 1, 2, 13, 14], True
    chosen = subset.Subsetter(options)
    ranges = [range(0x20, 0x7F), range(0xA0, 0x100), range(0x152, 0x154), range(0x2010, 0x2027)]
    loose = [0x178, THIN_SPACE, NARROW_NO_BREAK_SPACE, 0x2039, 0x203A, 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212]
    chosen.populate(unicodes=[point for r in ranges for point in r] + loose)
    chosen.subset(font)
    font.flavor = "woff2"
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)


def copy(node_modules: Path) -> None:
    """Rebuild every vendored file from node_modules and write the checksums."""
    for source, target in COPIES.items():
        shutil.copyfile(node_modules / source, STATIC / target)
    (STATIC / SPRITE).write_text(sprite(node_modules), "utf-8")
    subset_font(node_modules / FONT_SOURCE, STATIC / FONT_TARGET)
    CHECKSUMS.write_text("".join(f"{_digest(name)}  {name}\n" for name in _names()), "utf-8")


def check() -> list[str]:
    """The names of the vendored files that are missing or are no longer what was copied."""
    written = dict(reversed(line.split("  ", 1)) for line in CHECKSUMS.read_text("utf-8").splitlines())
    return [name for name in _names() if not (STATIC / name).exists() or written.get(name) != _digest(name)]


def _names() -> list[str]:
    return sorted([*COPIES.values(), SPRITE, FONT_TARGET])


def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()


def main() -> int:
    """Return 0 when the files are right, 1 when a file differs from its checksum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with static/vendor/SHA256SUMS, change nothing")
    parser.add_argument("--from", dest="source", default=str(ROOT / "node_modules"), help="a node_modules folder")
    options = parser.parse_args()
    if not options.check:
        copy(Path(options.source))
    changed = check()
    for name in changed:
        print(f"static/{name} is not the vendored file: run `npm ci` and `python -m tools.vendor`.", file=sys.stderr)
    return 1 if changed else 0


if __name__ == "__main__":
    raise SystemExit(main())
