"""What every template may count on."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from flask import g, request, url_for

from core.catalog import queries as catalog
from core.catalog.types import CategoryNode
from core.checkout.types import Notice
from core.kernel.texts import Texts, pick
from web.shared import demo, made_of, words
from web.shared import site as sites
from web.shared.page_links import layout_links
from web.shared.sessions import portal_path

MOST_ADDRESSES = 4096  # kept ready: a page has dozens of them


def href(endpoint: str, **values: Any) -> str:
    """Give the address of a page, in this page's language."""
    if portal_path() == "/" and "lang" not in values:
        values["lang"] = sites.current_language()
    if any(isinstance(value, list) for value in values.values()):
        return url_for(endpoint, **values)
    return address_of(endpoint, **values)


@lru_cache(maxsize=MOST_ADDRESSES, typed=True)
def address_of(endpoint: str, **values: Any) -> str:
    """Give the path of a page by its full endpoint. It follows from the values alone: we stand at a host's root."""
    return url_for(endpoint, **values)


def in_my_language(texts: Texts) -> str:
    """Pick a text that exists in several languages for the reader of this page."""
    return pick(texts, sites.current_chain())


def notice_words(notice: Notice) -> str:
    """Say a notice of a quote."""
    return words.notice(notice.code, notice.facts)


def context() -> dict[str, Any]:
    """Give the variables of the layouts."""
    language = sites.page_language(sites.current_language())
    site = sites.current_site()
    frame: dict[str, Any] = {
        "page_language": language,
        "current_path": request.full_path.rstrip("?"),
        "site": sites.view_of(site, language.code),
    }
    if portal_path() != "/" or g.get("is_mail"):
        return frame
    return frame | {
        "languages": [sites.page_language(code) for code in site.languages],
        "currency": sites.current_currency(),
        "menu": _Menu(),
        "preferences_href": address_of("preferences.choose", lang=language.code),
        "live_href": address_of("live.show", lang=language.code),
        "has_mailbox": demo.has_mailbox(),
        **layout_links(),
    }


class _Menu:
    """The category menu of the site, as plain links; read where a page draws it, which fragments do not."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter([_top_entry(node) for node in category_tree()])


def category_tree() -> tuple[CategoryNode, ...]:
    """Give the site's category tree, read once per request."""
    if "category_tree" not in g:
        excluded = sites.current_site().excluded_categories
        made_of.note("menu")
        g.category_tree = catalog.list_category_tree(sites.current_chain(), without=excluded)
    return g.category_tree


def _top_entry(node: CategoryNode) -> dict[str, Any]:
    return _entry(node) | {"feature_href": href("menu.feature", slug=node.slug)}


def _entry(node: CategoryNode) -> dict[str, Any]:
    return {
        "name": node.name,
        "href": href("catalog.listing", slug=node.slug),
        "children": [_entry(child) for child in node.children],
    }
