"""What purchases move is written by itself, and is what writing everything anew would have written."""

from typing import Any

from sqlalchemy import select

from core.kernel.ids import VariantId
from core.orders.events import OrderCanceled, PurchasePaid
from core.platform.db import reading, session, transaction
from core.search import queries, reactions, service
from core.search.models import Document, Fact
from core.search.policy import FLOORS
from tests.factories import goods
from tests.factories.purchases import make_canceled_order, make_paid_purchase
from tests.factories.shop import Shop
from tests.statements import counted


def facts_of(variant_id: VariantId) -> list[dict[str, Any]]:
    with reading():
        products = queries.list_products_of_variants([variant_id])
        rows = select(*Fact.__table__.columns).where(Fact.product_id.in_(products)).order_by(Fact.site_id)
        return [dict(row) for row in session().execute(rows).mappings()]


def facts_written_whole(variant_id: VariantId) -> list[dict[str, Any]]:
    with transaction():
        service.index_facts(queries.list_products_of_variants([variant_id]))
    return facts_of(variant_id)


def move(variant_id: VariantId, location_id: Any, units: int) -> list[str]:
    with transaction():
        goods.stock(variant_id, location_id, units)
        products = queries.list_products_of_variants([variant_id])
        with counted() as sent:
            service.index_stock(products)
    return sent


def left_of(variant_id: VariantId) -> list[int]:
    return [fact["available"] for fact in facts_of(variant_id)]


def test_another_number_costs_four_statements_and_is_the_one_in_stock(shop: Shop) -> None:
    variant_id = shop.variants["BULB"]
    before = left_of(variant_id)
    sent = move(variant_id, shop.shenzhen, 3)
    assert len(sent) == 4, sent
    assert left_of(variant_id) != before
    assert facts_of(variant_id) == facts_written_whole(variant_id)


def test_what_is_sold_out_or_sent_from_elsewhere_is_written_whole(shop: Shop) -> None:
    variant_id = shop.variants["MUG"]
    first = facts_of(variant_id)
    everywhere = {fact["site_id"] for fact in first}
    moves = [(shop.warsaw, 5), (shop.shenzhen, 4), (shop.shenzhen, -4), (shop.warsaw, -5)]
    for location_id, units in moves:
        move(variant_id, location_id, units)
        assert facts_of(variant_id) == facts_written_whole(variant_id), units
    assert {fact["site_id"] for fact in facts_of(variant_id)} == everywhere


def test_what_was_paid_counts_as_sold_until_it_is_canceled(shop: Shop) -> None:
    variant_id = shop.variants["MUG"]
    sold = [fact["sold"] for fact in facts_of(variant_id)]
    paid = make_paid_purchase(shop, {"MUG": 2})
    with transaction():
        reactions.index_sales_of_paid_purchase([PurchasePaid(purchase_id=paid.id)])
    assert [fact["sold"] for fact in facts_of(variant_id)] == [units + 2 for units in sold]
    order = make_canceled_order(shop, {"MUG": 3})
    told = OrderCanceled(order_id=order.id, purchase_id=order.purchase_id, was_paid=True, reason="no_stock")
    with transaction():
        reactions.index_sales_of_canceled_order(told)
    assert [fact["sold"] for fact in facts_of(variant_id)] == [units + 2 for units in sold]


def test_what_is_not_on_sale_is_not_written(shop: Shop) -> None:
    with transaction():
        product_id, _ = goods.make_product(shop.lumen)
        session().execute(Fact.__table__.delete().where(Fact.product_id == product_id))
        service.index_stock([product_id])
        service.index_sales([product_id])
        assert not session().scalars(select(Fact).where(Fact.product_id == product_id)).all()


def test_what_sells_moves_up_among_what_searches_find_first(shop: Shop) -> None:
    paid = make_paid_purchase(shop, {"MUG": FLOORS[0]})
    with transaction():
        reactions.index_sales_of_paid_purchase([PurchasePaid(purchase_id=paid.id)])
    with reading():
        mug = shop.products["mug"]
        assert set(session().scalars(select(Document.tier).where(Document.product_id == mug))) == {1}
        assert set(session().scalars(select(Document.tier).where(Document.product_id != mug))) == {0}
