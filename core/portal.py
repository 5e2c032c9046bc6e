"""Flask as the portal uses it: no view and no hook that waits, templates that share the common names."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from core.drawing import SharedGlobals


class Portal(Flask):
    """Flask, without what it looks for in each request and never finds here."""

    jinja_environment = SharedGlobals

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is: Flask looks into each hook of each request whether it is a coroutine, and none is."""
        return func
