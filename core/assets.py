"""The stylesheet, put together and named by its content."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the stylesheet’s route."""
