"""What the tests of this room share with those of points."""

from tests.points.conftest import books

__all__ = ["books"]
