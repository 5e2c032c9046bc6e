"""Templates share the environment's globals, and what they call and escape is as Jinja has it."""

from functools import partial

from flask import Flask
from jinja2 import pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup

from core.portal import SharedGlobals


def _app() -> Flask:
    app = Flask(__name__)
    app.jinja_environment = SharedGlobals
    return app


def test_a_template_reads_what_becomes_a_global_after_it_was_made() -> None:
    env = _app().jinja_env
    template = env.from_string("{{ late }}")
    env.globals["late"] = "here"
    assert template.render() == "here"


def test_a_global_of_one_template_is_not_known_to_another() -> None:
    env = _app().jinja_env
    assert env.from_string("{{ mine }}", globals={"mine": "own"}).render() == "own"
    assert env.from_string("{{ mine }}").render() == ""


def test_what_a_template_calls_is_told_what_it_asks_for() -> None:
    env = _app().jinja_env

    @pass_context
    def of_context(context: Context) -> str:
        return str(context["name"])

    @pass_eval_context
    def of_escaping(escaping: EvalContext, word: str) -> str:
        return f"{word} {escaping.autoescape}"

    class Asking:
        @pass_context
        def __call__(self, context: Context) -> str:
            return of_context(context)

    words = "{{ one() }}, {{ two('is') }}, {{ three() }}, {{ four(2) }}, {{ one() }}"
    drawn = env.from_string(words).render(
        name="Ada", one=of_context, two=of_escaping, three=Asking(), four=partial(pow, 3)
    )
    assert drawn == "Ada, is True, Ada, 9, Ada"


def test_what_ends_an_iteration_is_undefined_and_no_end_of_the_page() -> None:
    assert _app().jinja_env.from_string("a{{ next(nothing) }}b").render(next=next, nothing=iter(())) == "ab"


def test_what_is_escaped_stays_and_all_else_is_escaped() -> None:
    env = _app().jinja_env
    words = "{% macro bold(word) %}<b>{{ word }}</b>{% endmacro %}{{ bold(one) }}{{ bold(two) }}{{ 3 }}"
    assert env.from_string(words).render(one="<i>", two=Markup("<i>")) == "<b>&lt;i&gt;</b><b><i></b>3"


def test_a_macro_of_a_template_without_escaping_escapes_nothing() -> None:
    words = "{% macro told(word) %}{{ word }}{% endmacro %}{{ told('<') }}"
    mail = "{% autoescape false %}" + words + "{% endautoescape %}"
    assert _app().jinja_env.from_string(mail).render() == "<"
