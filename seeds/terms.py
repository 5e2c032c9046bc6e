"""The demo programme's terms, short and in plain words (terms.fr.txt, terms.en.txt)."""

from pathlib import Path

VERSION = "2026-01"
HERE = Path(__file__).parent
FRENCH = (HERE / "terms.fr.txt").read_text(encoding="utf-8")
ENGLISH = (HERE / "terms.en.txt").read_text(encoding="utf-8")
