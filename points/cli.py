"""`flask points …` for operators: each calls the same action as its button."""

from flask.cli import AppGroup

commands = AppGroup("points", help="Commands of the room points.")
