"""This room’s part of `flask verify`."""

from core.verify import Check

CHECKS: tuple[Check, ...] = ()
