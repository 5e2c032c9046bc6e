"""This room’s part of `flask verify`."""

from catalog.checks import points, scarce, steps
from core.verify import Check

CHECKS: tuple[Check, ...] = (*scarce.CHECKS, *points.CHECKS, *steps.CHECKS)
