"""The fingerprint of a result: what was promised, up to which sale, every line and every award."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from challenges.document.terms import canonical


def fingerprint_of_result(
    documents: Sequence[str],
    lines: Iterable[Mapping[str, Any]],
    awards: Iterable[Mapping[str, Any]],
    revision: int | None = None,
) -> str:
    """sha256 over the versions' fingerprints in order, every line by rank and every award by its key.

    Lines hold rank, entrant_id, score, reached_on, prize_points; awards key, kind, entrant_id, points,
    reward. A proposal leaves the journal's revision out: a sale that changes nothing does not undo it.
    """
    said: dict[str, Any] = {
        "documents": list(documents),
        "results": sorted(
            [one["rank"], one["entrant_id"], one["score"], one["reached_on"].isoformat(), one["prize_points"]]
            for one in lines
        ),
        "awards": sorted(
            [one["key"], one["kind"], one["entrant_id"], one["points"], one["reward"]] for one in awards
        ),
    }
    if revision is not None:
        said["revision"] = revision
    return hashlib.sha256(canonical(said).encode()).hexdigest()
