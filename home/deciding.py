"""One thing that waits for a decision, as the page “Today” lists it."""

from dataclasses import dataclass
from datetime import datetime

#: Of one kind, at most.
MOST = 50


@dataclass(frozen=True)
class Decision:
    """One thing to decide."""

    kind: str
    title: str
    sub: str
    #: what hangs on it, as text
    stake: str
    since: datetime
    due: datetime
    path: str
