"""Names and keys as people mean them: folded for sorting, searching and comparing."""

import unicodedata


def fold(text: str) -> str:
    """Lower case, no accents, single spaces, no invisible characters: `Émile  ` and `emile` are one key."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    kept = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join(kept.replace("œ", "oe").replace("æ", "ae").split())


def tidy(text: str) -> str:
    """What a person typed, without surrounding or doubled blanks or invisible characters."""
    return " ".join(
        "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc"} or c in "\n\t ").split()
    )
