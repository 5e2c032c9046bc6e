"""What surrounds every page: who is signed in, the balance, the bell."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Hand `frame` to every template."""

    @app.context_processor
    def frame() -> dict[str, object]:
        return {"frame": None}
