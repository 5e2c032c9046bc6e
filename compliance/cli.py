"""`flask compliance …` for operators: each calls the same action as its button."""

from flask.cli import AppGroup

commands = AppGroup("compliance", help="Commands of the room compliance.")
