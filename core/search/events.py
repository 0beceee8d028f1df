from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ListingsChanged(Event):
    """The index holds something that listings show otherwise.

    In these places (site, currency) products have cards that say something else, and `priced` shelves, of reduced goods
    or small prices, may show other products. In categories, of merchants and of brands other products stand, or other
    numbers beside them; so they may on shelves of any products where `is_stocked_otherwise`.
    """

    product_ids: list[int]
    places: list[tuple[int, str]]
    priced: list[str]
    category_ids: list[int]
    merchant_ids: list[int]
    brand_ids: list[int]
    is_stocked_otherwise: bool
