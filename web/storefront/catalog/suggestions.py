from collections.abc import Sequence
from typing import Any

from core.catalog import queries as catalogs
from core.search import queries as search
from web.shared.pages import category_tree, href
from web.storefront.catalog import recent
from web.storefront.catalog.listing import current_view

LONGEST = 100
MOST_RECENT_WHILE_TYPING = 2


def recent_of(typed: str) -> list[str]:
    """Give what this browser looked for before that begins so; for nothing typed, all that it keeps."""
    lately = recent.list_recent()
    if not typed:
        return lately
    begun = typed.casefold()
    lately = [one for one in lately if one.casefold().startswith(begun) and one.casefold() != begun]
    return lately[:MOST_RECENT_WHILE_TYPING]


def suggestions_of(typed: str, lately: Sequence[str]) -> dict[str, Any]:
    """Give what may be meant by the beginning of a query, as (text, address), and what was looked for lately."""
    found = search.suggest(current_view(), typed)
    nodes = (catalogs.find_category(category_tree(), id) for id in found.category_ids)
    return {
        "typed": typed,
        "recent": [(query, href("catalog.search", q=query)) for query in lately],
        "completions": [(words, href("catalog.search", q=words)) for words in found.completions],
        "categories": [(node.name, href("catalog.listing", slug=node.slug)) for node in nodes if node],
        "brands": [(name, href("catalog.brand", slug=code)) for name, code in found.brands],
        "merchants": [(name, href("catalog.store", slug=slug)) for name, slug in found.merchants],
        "products": [(title, href("catalog.product", slug=slug)) for title, slug in found.products],
    }


def none(typed: str) -> dict[str, Any]:
    """Give no suggestions: while they are away the field takes whole words as ever."""
    return {
        "typed": typed, "recent": [], "completions": [], "categories": [], "brands": [],
        "merchants": [], "products": [],
    }  # fmt: skip


def cleaned(written: str) -> str:
    """Give what was typed without odd spaces, and not too long."""
    return " ".join(written.replace("\x00", " ").split())[:LONGEST]
