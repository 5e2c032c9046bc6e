"""This room’s part of `flask verify`."""

from core.verify import Check
from sales import models as _models  # noqa: F401

CHECKS: tuple[Check, ...] = ()
