"""What the writer of the index tells: which cards say something else, and where other products or numbers stand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from core.catalog import service as catalog
from core.kernel.actor import SYSTEM
from core.kernel.ids import ProductId
from core.kernel.money import Money
from core.platform.db import session, transaction
from core.platform.outbox import Message
from core.pricing import service as pricing
from core.search import service
from core.search.models import Fact
from core.search.service import telling
from core.search.service.tallying import Share
from core.search.service.telling import Seen
from core.search.types import Shelves
from tests.factories import goods
from tests.factories.shop import Shop

Told = list[dict[str, Any]]


def told_of(work: Callable[[], object]) -> Told:
    """Give what ListingsChanged said of some work."""
    with transaction():
        before = session().scalars(select(Message.id)).all()
        work()
        session().flush()
        news = select(Message).where(Message.name == "ListingsChanged", Message.id.not_in(before))
        return [message.payload for message in session().scalars(news)]


def reprice(shop: Shop, sku: str, minor: int) -> Told:
    product = shop.products[sku.split("-", maxsplit=1)[0].lower()]

    def work() -> None:
        pricing.set_price(shop.sites["global"].id, shop.variants[sku], Money(minor, "USD"))
        service.index_facts([product])

    return told_of(work)


def places_of(shop: Shop, name: str) -> dict[str, Any]:
    with transaction():
        fact = session().scalars(select(Fact).where(Fact.product_id == shop.products[name])).first()
        assert fact is not None
        return {
            "category_ids": sorted(fact.category_ids),
            "merchant_ids": [fact.merchant_id],
            "brand_ids": [fact.brand_id] if fact.brand_id else [],
        }


NOWHERE: dict[str, Any] = {"category_ids": [], "merchant_ids": [], "brand_ids": []}
UNMOVED = {"priced": [], "is_stocked_otherwise": False, **NOWHERE}


def test_a_new_price_is_told_of_the_card_alone(shop: Shop) -> None:
    (told,) = reprice(shop, "LAMP-BLACK", 2590)
    here = [[shop.sites["global"].id, "USD"]]
    assert told == {"product_ids": [shop.products["lamp"]], "places": here, **UNMOVED}
    assert reprice(shop, "LAMP-BLACK", 2590) == []


def test_a_reduction_is_told_where_reduced_goods_are_counted(shop: Shop) -> None:
    share = Share(("total:", "category:3", "merchant:4", "from:CN"), 1, 2500)
    plain = Seen((2500, 2500, None, 0), share, 0)
    reduced = Seen((2500, 2500, 3000, 16), replace(share, labels=(*share.labels, "discount:1")), 16)
    further = Seen((2500, 2500, 3100, 19), reduced.share, 19)
    spot = (1, "USD", 9)
    (told,) = told_of(lambda: telling.tell_changes({spot: plain}, {spot: reduced}))
    places = {"category_ids": [3], "merchant_ids": [4], "brand_ids": []}
    here: dict[str, Any] = {"product_ids": [9], "places": [[1, "USD"]], "priced": [Shelves.REDUCED]}
    assert told == {**UNMOVED, **here, **places}
    (told,) = told_of(lambda: telling.tell_changes({spot: reduced}, {spot: further}))
    assert told == {**UNMOVED, **here}  # no number is another one


def test_a_small_price_is_told_to_shelves_of_such(shop: Shop) -> None:
    (told,) = reprice(shop, "LAMP-BLACK", 1990)
    assert told | UNMOVED | {"priced": [Shelves.SMALL_PRICES]} == told


@pytest.mark.parametrize(("left", "is_elsewhere"), [(24, None), (4, False), (0, True)])
def test_of_stock_another_word_is_told_and_of_none_where_it_was(
    shop: Shop, left: int, is_elsewhere: bool | None
) -> None:
    def work() -> None:
        goods.stock(shop.variants["MUG"], shop.warsaw, left - 25)
        service.index_stock([shop.products["mug"]])

    told = told_of(work)
    if is_elsewhere is None:
        assert told == []
        return
    (fact,) = told
    assert fact["product_ids"] == [shop.products["mug"]]
    expected = places_of(shop, "mug") if is_elsewhere else NOWHERE
    assert fact | expected == fact
    assert fact["is_stocked_otherwise"] is is_elsewhere


def test_what_comes_and_goes_is_told_where_it_stands(shop: Shop) -> None:
    places = places_of(shop, "honey")
    honey: ProductId = shop.products["honey"]

    def leave() -> None:
        catalog.take_offline(honey, shop.nordwind, by=SYSTEM)
        service.index_products([honey])

    (told,) = told_of(leave)
    assert told | places | {"product_ids": [honey]} == told
    assert told["is_stocked_otherwise"]
