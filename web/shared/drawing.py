"""How templates are drawn: one flat set of globals, translations looked up once, and macros that remember.

A page calls icons, cards and sentences by the hundred. What follows from its arguments alone is drawn once for each of
them; a card whose price changed has other arguments, so nothing kept is ever behind.
"""

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any

from babel import Locale
from flask.templating import Environment
from flask_babel import get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from web.shared.filters import locale
from web.shared.site import current_site

MOST_SENTENCES = 8192
Draw = Callable[..., Markup]


class PageEnvironment(Environment):
    """Jinja's environment whose templates have no globals of their own: theirs are the environment's.

    Jinja lays a chain of maps over them for each template, and asks it key by key for every import and include.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give the globals of a template; `d` are those that somebody adds to it alone."""
        return super().make_globals(d) if d else self.globals


def kept(
    macro: Callable[..., str], voice: Callable[[], tuple[Any, ...]] | None = None, most: int = 512
) -> Draw:
    """Let a macro remember what it drew last: at most so many answers, by all of its arguments.

    Without a `voice` nothing but the arguments may count. With `in_voice` it may speak and tell the time.
    """

    @lru_cache(maxsize=most, typed=True)
    def drawn(_: tuple[Any, ...], /, *given: Any, **named: Any) -> Markup:
        return Markup(macro(*given, **named))  # noqa: S704 - a template's answer

    def silent(*given: Any, **named: Any) -> Markup:
        return drawn((), *given, **named)

    def spoken(*given: Any, **named: Any) -> Markup:
        return drawn(voice(), *given, **named) if voice else silent(*given, **named)

    return spoken if voice else silent


def in_voice() -> tuple[Any, ...]:
    """Give what sentences, amounts and times depend on: the language, and where the site is at home."""
    return locale(), current_site().time_zone


@pass_eval_context
def gettext(how: EvalContext, text: str, /, **values: Any) -> str:
    """Say a sentence in the language in force, as Jinja's own `_` does: values are escaped, what is said is not."""
    where = locale()
    if how.autoescape:
        return _said(where, text) % values if values else _said_whole(where, text)
    return _words(where, text) % values


@pass_eval_context
def ngettext(how: EvalContext, one: str, many: str, num: int, /, **values: Any) -> str:
    """Say a sentence about so many."""
    words = get_translations().ungettext(one, many, num)
    return (Markup(words) if how.autoescape else words) % {"num": num, **values}  # noqa: S704 - as Jinja's own


@lru_cache(maxsize=MOST_SENTENCES)
def _said_whole(where: Locale, text: str) -> Markup:
    return _said(where, text) % {}


@lru_cache(maxsize=MOST_SENTENCES)
def _said(where: Locale, text: str) -> Markup:
    return Markup(_words(where, text))  # noqa: S704 - words of translators, as Jinja's own


def _words(_: Locale, text: str) -> str:
    """Look a sentence up in the language in force, which is the one it is kept by."""
    return str(get_translations().ugettext(text))
