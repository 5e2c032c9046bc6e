"""Flask as the portal uses it: no view and no hook that waits, templates that share the common names.

Jinja asks for all names of the globals each time a template starts, includes or imports another one; of a
`ChainMap` that is a walk in Python, a tenth of a small page. Nobody here gives a template globals of its own.
"""

from collections import ChainMap
from collections.abc import Callable, MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment


class SharedGlobals(Environment):
    """Flask's environment, whose templates read its globals as they are, not through a chain of mappings."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template: the environment's own, below those that it was given."""
        return ChainMap(dict(d), self.globals) if d else self.globals


class Portal(Flask):
    """Flask, without what it looks for in each request and never finds here."""

    jinja_environment = SharedGlobals

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is: Flask looks into each hook of each request whether it is a coroutine, and none is."""
        return func
