from core.cart.types import CartDetail, CartLine
from core.kernel.ids import CartId, SiteId, VariantId


def test_a_cart_counts_units_and_not_lines() -> None:
    lines = (CartLine(VariantId(1), 3, None), CartLine(VariantId(2), 4, None))
    assert CartDetail(CartId(1), "token", SiteId(1), None, lines).units == 7
    assert CartDetail(CartId(1), "token", SiteId(1), None, ()).units == 0
