from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ListingsChanged(Event):
    """The index holds something that listings show otherwise.

    Products have cards that say something else. In categories, of merchants and of brands other products stand, or
    other numbers beside them. `shelves` names what else may show other products: see `core.search.types.Shelves`.
    """

    product_ids: list[int]
    category_ids: list[int]
    merchant_ids: list[int]
    brand_ids: list[int]
    shelves: list[str]
