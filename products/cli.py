"""`flask products …` for operators: each calls the same action as its button."""

from flask.cli import AppGroup

from products import models as _models  # noqa: F401

commands = AppGroup("products", help="Commands of the room products.")
