from typing import Any

from flask import Blueprint, abort, render_template, request

from web.assets import release
from web.shared.guard import public
from web.shared.site import current_currency, current_language
from web.shared.style_guide.long_words import LongWords, stretch
from web.shared.style_guide.samples import PATTERNS, samples

style_guide = Blueprint("style_guide", __name__)


def _asset(name: str) -> str:
    return f"/static/{release()}/{name}"


@style_guide.get("/style-guide")
@public
def components() -> str:
    """Show every component in every state; `?words=long` in a language whose words are half as long again."""
    return render_template("shared/style_guide/page.html", patterns=PATTERNS, **_samples())


@style_guide.get("/style-guide/<name>")
@public
def pattern(name: str) -> str:
    """Show how components make a page."""
    if name not in PATTERNS:
        abort(404)
    return render_template("shared/style_guide/pattern.html", pattern=name, patterns=PATTERNS, **_samples())


def _samples() -> dict[str, Any]:
    given = samples(_asset, current_language(), current_currency())
    if request.args.get("words") != "long":
        return given
    LongWords().as_default()
    return {name: stretch(value) for name, value in given.items()}
