from typing import Any

from core.media import queries as media
from web.shared.pages import category_tree, href
from web.shared.pictures import card_picture_of


def category_tiles() -> list[dict[str, Any]]:
    """Give the top of the site's category tree with its pictures."""
    tree = category_tree()
    faces = media.list_by_ids(node.media_id for node in tree if node.media_id is not None)
    return [
        {
            "name": node.name,
            "href": href("catalog.listing", slug=node.slug),
            "pic": card_picture_of(faces.get(node.media_id) if node.media_id else None),
        }
        for node in tree
    ]
