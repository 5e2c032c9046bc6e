"""`flask engagement …` for operators: each calls the same action as its button."""

from flask.cli import AppGroup

from engagement import leaving_cli, segment_cli

commands = AppGroup("engagement", help="Segments, and who joins, merges and leaves.")
commands.add_command(segment_cli.commands)
commands.add_command(leaving_cli.merge)
commands.add_command(leaving_cli.close)
