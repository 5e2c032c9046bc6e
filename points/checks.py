"""This room’s part of `flask verify`."""

from core.verify import Check
from points import models as _models  # noqa: F401

CHECKS: tuple[Check, ...] = ()
