"""`flask catalog …` for operators: each calls the same action as its button."""

from flask.cli import AppGroup

commands = AppGroup("catalog", help="Commands of the room catalog.")
