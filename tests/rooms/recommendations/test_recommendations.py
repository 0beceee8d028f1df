"""What goes with what: learned from paid purchases alone, and honest while there are none."""

import pytest

from core.kernel.ids import ProductId
from core.platform.db import reading, transaction
from core.recommendations import policy, queries, service
from tests.factories import purchases
from tests.factories.shop import Shop

pytestmark = pytest.mark.usefixtures("db")


def rebuilt() -> int:
    with transaction():
        return service.rebuild()


def together(product_id: ProductId) -> list[ProductId]:
    with reading():
        return [one.product_id for one in queries.list_bought_together(product_id)]


def test_goods_of_one_paid_purchase_go_together(shop: Shop) -> None:
    purchases.make_paid_purchase(shop, {"LAMP-BLACK": 1, "BULB": 2})
    purchases.make_placed_purchase(shop, {"LAMP-BLACK": 1, "MUG": 1})
    assert rebuilt() == 2
    assert together(shop.products["lamp"]) == [shop.products["bulb"]]
    assert together(shop.products["bulb"]) == [shop.products["lamp"]]
    assert together(shop.products["mug"]) == []
    assert rebuilt() == 2


def test_without_purchases_the_category_speaks(shop: Shop) -> None:
    assert rebuilt() == 0
    with reading():
        related = queries.list_related(shop.products["lamp"])
        assert queries.list_related(ProductId(0)) == []
    assert related[0].product_id == shop.products["bulb"]
    assert shop.products["lamp"] not in [one.product_id for one in related]


def test_what_everybody_buys_goes_with_nothing_in_particular() -> None:
    pairs = policy.pairs_of([[1, 2], [1, 2], [1, 3], [3, 9], [4, 9], [5, 9], [6, 9], [1, 9]])
    assert pairs[1, 2] == (2, pytest.approx(2 / (4 * 2) ** 0.5))
    best = [(one, other) for one, other, _, _ in policy.best_of(pairs) if one == 1]
    assert best[0] == (1, 2)
    assert best[-1] == (1, 9)


def test_one_merchant_does_not_fill_the_row() -> None:
    ranked = [("a", 1), ("b", 1), ("c", 1), ("d", 2), ("e", 1)]
    assert policy.diverse(ranked, 4) == ["a", "b", "d", "c"]
