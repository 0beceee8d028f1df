from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from core.catalog.errors import CategoryNotFound
from core.catalog.models import (
    Category,
)
from core.catalog.queries.words import CATEGORIES, CATEGORY_SLUG, Chain
from core.catalog.types import (
    CategoryNode,
)
from core.kernel.ids import CategoryId, MediaId
from core.kernel.texts import pick
from core.platform import editions, reference, slugs
from core.platform.db import session


def list_category_tree(chain: Chain, *, without: Iterable[str] = ()) -> tuple[CategoryNode, ...]:
    """Give the category tree in the reader's language, leaving out the codes in `without` and all below them.

    It is kept until a category changes.
    """
    left_out = frozenset(without)
    key = ("category tree", tuple(chain), left_out)
    return editions.kept((CATEGORIES,), key, lambda: _tree(tuple(chain), left_out))


def _tree(chain: Chain, left_out: frozenset[str]) -> tuple[CategoryNode, ...]:
    rows = session().scalars(select(Category).order_by(Category.level, Category.position, Category.id)).all()
    names = slugs.current(CATEGORY_SLUG, [row.id for row in rows], chain)
    below: dict[int | None, list[Category]] = {}
    for row in rows:
        if row.code not in left_out:
            below.setdefault(row.parent_id, []).append(row)
    return tuple(_node(row, below, names, chain, ()) for row in below.get(None, []))


def list_codes_below(codes: Iterable[str]) -> set[str]:
    """Give the codes of categories and of everything below them; kept as reference data."""
    asked = frozenset(codes)
    return reference.kept(("categories",), ("below", asked), lambda: _read_codes_below(asked))


def _read_codes_below(codes: Iterable[str]) -> set[str]:
    rows = (
        session()
        .execute(select(Category.id, Category.parent_id, Category.code).order_by(Category.level))
        .all()
    )
    wanted, ids = set(codes), set()
    for id, parent_id, code in rows:
        if code in wanted or parent_id in ids:
            ids.add(id)
    return {code for id, _, code in rows if id in ids}


def find_category(tree: Sequence[CategoryNode], category_id: CategoryId) -> CategoryNode | None:
    """Find a category in a tree that was read before."""
    for node in tree:
        found = node if node.id == category_id else find_category(node.children, category_id)
        if found is not None:
            return found
    return None


def get_category_id(slug: str, chain: Chain) -> tuple[CategoryId, bool]:
    """Give the category of a slug, and whether that slug is the one in force; raises CategoryNotFound."""
    found = slugs.choose(_slugs().get(slug, ()), chain)
    if found is None:
        raise CategoryNotFound(slug=slug)
    return CategoryId(found[0]), found[1]


def list_slugs_of_category(category_id: CategoryId) -> dict[str, str]:
    """Give a category's slugs in force by language, for hreflang."""
    kept = _slugs_by_id()
    return kept.get(category_id, {})


def _slugs() -> Mapping[str, Sequence[slugs.Holder]]:
    return editions.kept((CATEGORIES,), "category slugs", lambda: slugs.list_holders(CATEGORY_SLUG))


def _slugs_by_id() -> Mapping[int, dict[str, str]]:
    return editions.kept((CATEGORIES,), "slugs of categories", lambda: slugs.list_current(CATEGORY_SLUG))


def _node(
    row: Category,
    below: dict[int | None, list[Category]],
    names: dict[int, str],
    chain: Chain,
    above: tuple[tuple[str, str], ...],
) -> CategoryNode:
    name, slug = pick(row.names, chain), names.get(row.id, row.code)
    path = (*above, (name, slug))
    children = tuple(_node(child, below, names, chain, path) for child in below.get(row.id, []))
    return CategoryNode(
        id=CategoryId(row.id),
        code=row.code,
        slug=slug,
        name=name,
        description=pick(row.descriptions, chain),
        level=row.level,
        media_id=None if row.media_id is None else MediaId(row.media_id),
        path=path,
        children=children,
    )
