"""The index follows what happens: facts reach it through the relay, and a rewriting leaves nothing behind."""

from typing import Any

import pytest
from sqlalchemy import func, select

from core.catalog import service as catalogs
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.platform.db import reading, session, transaction
from core.pricing import service as pricing
from core.search import queries
from core.search.models import IndexedProduct, Word
from core.search.types import Filters, ListingAsk, ProductCard, Sort, View
from tests.factories import goods
from tests.factories.purchases import make_paid_purchase
from tests.factories.shop import Shop
from workers import search
from workers.outbox import Relay


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.outbox.hand_over", lambda ticket: None)


def relay() -> None:
    while Relay().turn():
        pass


def cards(shop: Shop, **wanted: Any) -> dict[str, ProductCard]:
    site = shop.sites["global"]
    view = View(site, site.chain("en"), "USD")
    with reading():
        found = queries.look(ListingAsk(view, **wanted))
    return {card.title: card for card in found.cards}


def test_a_product_comes_is_renamed_and_goes(shop: Shop) -> None:
    with transaction():
        product_id, variants = goods.make_product(shop.lumen, titles={"en": "Sun lamp"})
        goods.price({id: Money(1000, "USD") for id in variants.values()})
    assert "Sun lamp" not in cards(shop)
    relay()
    assert "Sun lamp" in cards(shop)
    with transaction():
        catalogs.edit_texts(
            product_id, shop.lumen, titles={"en": "Dawn lamp"}, descriptions={}, version=3, by=SYSTEM
        )
    relay()
    with reading():
        site = shop.sites["global"]
        assert queries.understand(View(site, ("en",), "USD"), "dawn").words
    assert "Dawn lamp" in cards(shop)
    with transaction():
        catalogs.take_offline(product_id, shop.lumen, by=SYSTEM)
    relay()
    with reading():
        assert queries.look(ListingAsk(View(site, ("en",), "USD"))).total == 4


def test_prices_and_stock_follow(shop: Shop) -> None:
    site = shop.sites["global"]
    with transaction():
        pricing.set_price(site.id, shop.variants["MUG"], Money(123, "USD"))
        goods.stock(shop.variants["MUG"], shop.warsaw, -25)
    relay()
    assert cards(shop)["Harbor mug"].lowest == Money(123, "USD")
    assert "Harbor mug" not in cards(shop, filters=Filters(is_in_stock=True))


def test_what_was_paid_for_sells_best(shop: Shop) -> None:
    make_paid_purchase(shop, {"MUG": 2})
    relay()
    assert next(iter(cards(shop, sort=Sort.BEST_SELLING))) == "Harbor mug"


def test_a_fact_that_was_heard_before_writes_nothing_again(shop: Shop) -> None:
    with transaction():
        goods.make_product(shop.lumen, titles={"en": "Sun lamp"})
    relay()
    with reading():
        before = session().execute(select(IndexedProduct.id, IndexedProduct.indexed_at)).all()
        written = [id for id, _ in before]
        assert all(queries.is_written(id) for id in written)


def test_rewriting_settles_how_common_words_are(shop: Shop) -> None:
    with transaction():
        session().add(Word(language="en", word="forgotten", trigrams=["xyz"], products=7))
    assert search.rewrite_search_index() == "wrote 5, put right 0"
    with reading():
        assert session().get(Word, ("en", "forgotten")) is None
        lamps = session().get(Word, ("en", "lamps"))
        assert lamps is not None
        assert lamps.products == 2
        assert session().scalar(select(func.count(IndexedProduct.id))) == 5
    assert search.write_index(is_all=False) == 0


def test_old_searches_are_forgotten(shop: Shop) -> None:
    assert search.forget_old_searches() == "forgot 0"
