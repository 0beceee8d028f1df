"""What the web server can do at all: the least that an application can be, served with the shop's own settings.

`/hello` is Flask with a word in it, `/page/BYTES` Flask with a plain Jinja page of about that size, and
`/constant/BYTES` bytes that no Flask ever sees.
"""

import gc
from collections.abc import Iterable
from functools import cache
from typing import Any

from flask import Flask, render_template
from jinja2 import DictLoader

CARD_BYTES = 296
PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><ul>
{% for one in cards %}<li class="card"><a href="/en/p/{{ one.slug }}"><img src="/media/{{ one.slug }}.webp"
 width="320" height="320" alt="{{ one.title }}" loading="lazy"><h3>{{ one.title }}</h3></a>
<p class="from">{{ one.merchant }}</p><p><data value="{{ one.price }}">{{ "%.2f"|format(one.price) }}</data></p></li>
{% endfor %}</ul></body></html>"""
CARDS = [
    {
        "slug": f"stoneware-teapot-{at}",
        "title": f"Stoneware teapot {at}",
        "merchant": "Kiln & Co",
        "price": 9.5 + at,
    }
    for at in range(4000)
]

flask = Flask(__name__)
flask.jinja_loader = DictLoader({"page.html": PAGE})


@flask.get("/hello")
def hello() -> str:
    """Say hello."""
    return "Hello"


@flask.get("/page/<int:size>")
def page(size: int) -> str:
    """Draw a page of about so many bytes."""
    return render_template("page.html", title="Cards", cards=CARDS[: size // CARD_BYTES])


@cache
def _bytes(size: int) -> bytes:
    return b"x" * size


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer as WSGI asks."""
    path = environ["PATH_INFO"]
    if path.startswith("/constant/"):
        body = _bytes(int(path.rpartition("/")[2]))
        start_response(
            "200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
        )
        return [body]
    return flask.wsgi_app(environ, start_response)


gc.freeze()
