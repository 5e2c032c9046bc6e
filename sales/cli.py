"""`flask sales …` for operators: each calls the same action as its button."""

from flask.cli import AppGroup

commands = AppGroup("sales", help="Commands of the room sales.")
