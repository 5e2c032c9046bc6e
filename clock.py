"""The clock on the wall: one table, one line per scheduled job; run as a process of its own (`flask clock run`)."""

from flask.cli import AppGroup

commands = AppGroup("clock", help="Scheduled work.")
