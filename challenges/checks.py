"""This room’s part of `flask verify`."""

from challenges import models as _models  # noqa: F401
from core.verify import Check

CHECKS: tuple[Check, ...] = ()
