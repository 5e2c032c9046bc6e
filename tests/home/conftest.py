"""What the tests of the first pages share with those of points."""

from tests.points.conftest import books

__all__ = ["books"]
