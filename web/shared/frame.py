"""The parts of the storefront's frame that every page of a site has alike in a language: drawn once, then kept."""

from flask import render_template
from markupsafe import Markup

from core.catalog import queries as catalog
from core.content import queries as content
from core.platform import editions
from web.shared import demo, made_of
from web.shared import site as sites
from web.shared.pay_marks import offered

EDITIONS = (catalog.CATEGORIES, content.PAGES)


def frame_part(name: str) -> Markup:
    """Give a part of the frame, `menu`, `rail` or `footer`; drawn anew when a category, a page or a site changes."""
    here, language = sites.current_site(), sites.current_language()
    made_of.note("menu")
    made_of.note("links", here.id)
    key = ("frame", name, here, language, sites.known_sites(), offered(here), demo.has_mailbox())
    return editions.kept(EDITIONS, key, lambda: _drawn(name))


def _drawn(name: str) -> Markup:
    return Markup(render_template(f"shared/layouts/_{name}.html"))  # noqa: S704 - a template's answer
