"""Flask as the portal uses it: no view and no hook that waits, templates that share the common names.

Jinja asks for all names of the globals each time a template starts, includes or imports another one; of a
`ChainMap` that is a walk in Python, a tenth of a small page. Nobody here gives a template globals of its own.
It also looks for traits of whatever a template calls, four times a call, and makes again what is escaped.
"""

from collections import ChainMap
from collections.abc import Callable, MutableMapping
from functools import partial
from types import BuiltinMethodType, CodeType, FunctionType, MethodType
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import Template
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

#: What is called as it stands; a class or an object that can be called may have traits of its own.
PLAIN = frozenset((FunctionType, MethodType, BuiltinMethodType, partial, Macro))
#: How Jinja marks a macro, which is told whether to escape.
TOLD: Any = Macro.__call__.jinja_pass_arg  # type: ignore[attr-defined]


class Speaking(Context):
    """Jinja's context, which looks once for what a function wants to be told."""

    def call(self, what: Callable[..., Any], /, *words: Any, **named: Any) -> Any:
        """Call something from a template, as Jinja does."""
        kind = type(what)
        trait = TOLD if kind is Macro else getattr(what, "jinja_pass_arg", None)
        if kind not in PLAIN or (trait is not None and trait is not TOLD):
            return super().call(what, *words, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        try:
            return what(self.eval_ctx, *words, **named) if trait else what(*words, **named)
        except StopIteration:
            return self.environment.undefined("a function of a template ended an iteration")


class Drawn(Template):
    """A template that takes what is escaped as it is."""

    @classmethod
    def from_code(
        cls,
        environment: Any,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> "Drawn":
        """Made of its code, which finds `escape` among its own names."""
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__["escape"] = _escaped
        return made  # type: ignore[return-value]


def _escaped(words: Any) -> Markup:
    return words if type(words) is Markup else escape(words)


class SharedGlobals(Environment):
    """Flask's environment, whose templates read its globals as they are, not through a chain of mappings."""

    context_class = Speaking
    template_class = Drawn

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template: the environment's own, below those that it was given."""
        return ChainMap(dict(d), self.globals) if d else self.globals


class Portal(Flask):
    """Flask, without what it looks for in each request and never finds here."""

    jinja_environment = SharedGlobals

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is: Flask looks into each hook of each request whether it is a coroutine, and none is."""
        return func
