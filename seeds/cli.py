"""`flask demo …`: fill an empty database with the demo story."""

from flask.cli import AppGroup

commands = AppGroup("demo", help="The demo story.")
