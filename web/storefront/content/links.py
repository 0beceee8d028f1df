"""What the links of blocks lead to. A link to something that is not there any more leads nowhere."""

from core.catalog.types import CategoryNode
from core.kernel.ids import MerchantId
from core.merchants import queries as merchants
from web.shared.page_links import page_links
from web.shared.pages import category_tree, href
from web.shared.site import current_chain, current_language


def address_of(link: str) -> str:
    """Give the address of a block's link, or nothing."""
    kind, _, code = link.partition(":")
    if link.startswith("/"):
        return f"/{current_language()}{link}"
    if kind == "category":
        node = category_by_code(code)
        return href("catalog.listing", slug=node.slug) if node else ""
    if kind == "page":
        return next((one.href for one in page_links() if one.code == code), "")
    return _store_of(code) if kind == "merchant" else ""


def category_by_code(code: str) -> CategoryNode | None:
    """Find a category of the site by its code."""
    waiting = list(category_tree())
    while waiting:
        node = waiting.pop()
        if node.code == code:
            return node
        waiting.extend(node.children)
    return None


def merchant_by_code(code: str) -> MerchantId | None:
    """Find a merchant by its code."""
    return merchants.find_id_by_code(code)


def _store_of(code: str) -> str:
    found = merchant_by_code(code)
    face = merchants.list_by_ids([found], current_chain()).get(found) if found else None
    return href("catalog.store", slug=face.slug) if face else ""
