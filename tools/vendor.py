"""Copy the pinned front-end files of package.json into static/, and prove that they are still those files.

`python -m tools.vendor` rebuilds after `npm ci`; with `--check` it needs neither node nor network.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
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

ICONS = """
home trophy camera gift user bell chevron-right chevron-left chevron-down chevron-up arrow-left
arrow-right search adjustments lock check x clock receipt bolt package users speakerphone chart-bar
shield-check settings list-check download upload plus minus hourglass target trending-up trending-down
rosette-discount-check alert-triangle mail logout language file-spreadsheet sun moon dots external-link
building-store history info-circle trash edit truck key scan printer menu-2 calendar copy filter refresh
flag map-pin qrcode device-mobile eye world wallet coins heart star tool home-2 confetti school
file-text photo ban player-pause player-play link help-circle
""".split()

#: Our own marks of movement: gained, lost, unchanged.
MARKS = {
    "move-up": 'd="M6 1.6 11.2 10.6H.8z" fill="currentColor" stroke="none"',
    "move-down": 'd="M6 9.7 1.7 2.2h8.6z" fill="none" stroke="currentColor" stroke-width="1.4"',
    "move-equal": 'd="M3 4.4h6M3 7.8h6" fill="none" stroke="currentColor" stroke-width="1.6"',
}


def sprite(node_modules: Path) -> str:
    """One SVG of <symbol>s: the icons, then our marks."""
    symbols = [_symbol(name, node_modules) for name in ICONS]
    symbols += [
        f'<symbol id="{name}" viewBox="0 0 12 12"><path {path}/></symbol>' for name, path in MARKS.items()
    ]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _symbol(name: str, node_modules: Path) -> str:
    """One outline icon as a <symbol>; it takes its stroke from the element that uses it."""
    text = (node_modules / "@tabler/icons/icons/outline" / f"{name}.svg").read_text("utf-8")
    body = re.search(r"<svg[^>]*>(.*)</svg>", text, re.DOTALL)
    if body is None:
        raise SystemExit(f"The icon {name} has no drawing.")
    strokes = [s for s in re.findall(r"<[^>]+/>", body.group(1)) if 'stroke="none"' not in s]
    drawing = "".join(s.replace(" />", "/>") for s in strokes)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>'


def copy(node_modules: Path) -> None:
    """Rebuild every vendored file from node_modules and write the checksums."""
    for source, target in COPIES.items():
        shutil.copyfile(node_modules / source, STATIC / target)
    (STATIC / SPRITE).write_text(sprite(node_modules), "utf-8")
    subprocess.run(
        [sys.executable, "-m", "tools.font", node_modules / FONT_SOURCE, STATIC / FONT_TARGET],
        cwd=ROOT,
        check=True,
    )
    CHECKSUMS.write_text("".join(f"{_digest(name)}  {name}\n" for name in _names()), "utf-8")


def check() -> list[str]:
    """The names of the vendored files that are missing or are no longer what was copied."""
    lines = CHECKSUMS.read_text("utf-8").splitlines()
    written = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    return [name for name in _names() if not (STATIC / name).exists() or written.get(name) != _digest(name)]


def _names() -> list[str]:
    return sorted([*COPIES.values(), SPRITE, FONT_TARGET])


def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()


def main() -> int:
    """Return 0 when the files are right, 1 when a file differs from its checksum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the checksums, change nothing")
    parser.add_argument(
        "--from", dest="source", default=str(ROOT / "node_modules"), help="a node_modules folder"
    )
    options = parser.parse_args()
    if not options.check:
        copy(Path(options.source))
    changed = check()
    for name in changed:
        print(
            f"static/{name} is not the vendored file: `npm ci`, then `python -m tools.vendor`.",
            file=sys.stderr,
        )
    return 1 if changed else 0


if __name__ == "__main__":
    raise SystemExit(main())
