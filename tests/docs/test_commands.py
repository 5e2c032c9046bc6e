"""Every command says in a sentence what it does, with an example that names it and options that exist."""

import shlex
from collections.abc import Iterator

import click
from flask import Flask

#: Groups that Flask and Flask-Migrate bring.
FOREIGN = {"db", "run", "shell", "routes"}


def commands_of(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below a group with its words."""
    for name, command in group.commands.items():
        if not path and name in FOREIGN:
            continue
        if isinstance(command, click.Group):
            yield from commands_of(command, (*path, name))
        else:
            yield (*path, name), command


def test_every_command_has_a_sentence_and_an_example_that_parses(app: Flask) -> None:
    wrong = []
    for path, command in commands_of(app.cli):
        words = " ".join(path)
        sentence, found, example = " ".join((command.help or "").split()).partition(f"Example: flask {words}")
        options = {text for option in command.params for text in option.opts if text.startswith("--")}
        if not found or not sentence.strip().endswith("."):
            wrong.append(f"{words}: no sentence, or no example of its own")
        elif {word for word in shlex.split(example) if word.startswith("--")} - options:
            wrong.append(f"{words}: the example has an option that is not there")
    assert wrong == []


def test_every_option_says_what_it_is_for(app: Flask) -> None:
    silent = [
        f"{' '.join(path)} {option.opts[0]}"
        for path, command in commands_of(app.cli)
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []
