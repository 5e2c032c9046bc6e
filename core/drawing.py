"""Templates that share the environment's globals as they are, instead of through a chain of mappings.

Jinja asks for all names of the globals each time a template starts, includes or imports another one; of a
`ChainMap` that is a walk in Python, a tenth of a small page. Nobody here gives a template globals of its own.
"""

from collections import ChainMap
from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class SharedGlobals(Environment):
    """Flask's environment, whose templates read its globals directly."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template: the environment's own, below those that it was given."""
        return ChainMap(dict(d), self.globals) if d else self.globals
