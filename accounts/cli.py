"""`flask accounts …` for operators: each calls the same action as its button."""

from flask.cli import AppGroup

commands = AppGroup("accounts", help="Commands of the room accounts.")
