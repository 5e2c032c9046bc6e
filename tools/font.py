"""Cut the type family down to what Tandem writes: `python -m tools.font SOURCE TARGET`."""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

#: Thousandths of an em; French puts this space before ; ! ? and inside numbers.
NARROW_SPACE = 160
THIN_SPACE, NARROW_NO_BREAK_SPACE = 0x2009, 0x202F
RANGES = (range(0x20, 0x7F), range(0xA0, 0x100), range(0x152, 0x154), range(0x2010, 0x2027))
LOOSE = (
    0x178,
    THIN_SPACE,
    NARROW_NO_BREAK_SPACE,
    0x2039,
    0x203A,
    0x20AC,
    0x2190,
    0x2191,
    0x2192,
    0x2193,
    0x2212,
)


def cut(source: Path, target: Path) -> None:
    """Keep Latin letters, punctuation and arrows, weights 400 to 800, and add the narrow no-break space."""
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
    chosen.populate(unicodes=[point for points in RANGES for point in points] + list(LOOSE))
    chosen.subset(font)
    font.flavor = "woff2"
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)


if __name__ == "__main__":
    cut(Path(sys.argv[1]), Path(sys.argv[2]))
