"""A launch with all that it asks for: prizes funded."""

from datetime import datetime

from challenges.life import lifecycle
from points.ledger import endowing
from tests.support.cast import START

#: More than any challenge of the tests can cost.
PLENTY = 1_000_000


def endow(points: int = PLENTY, at: datetime = START) -> None:
    """Fill the prize fund; joins the open transaction; once under the same number of points."""
    endowing.endow(points, "For the tests", f"fund:tests:{points}", at, "shell")


def prepare(challenge_id: int, at: datetime = START) -> None:
    """Do all that a launch asks for; joins the open transaction."""
    endow(at=at)


def launch(challenge_id: int, at: datetime = START, by: str = "shell", agreed: str = "") -> bool:
    """The edge, made ready before; joins the open transaction."""
    prepare(challenge_id, at)
    return lifecycle.launch(challenge_id, at, by, agreed)
