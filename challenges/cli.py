"""`flask challenges …` for operators: each calls the same action as its button."""

from flask.cli import AppGroup

commands = AppGroup("challenges", help="Commands of the room challenges.")
