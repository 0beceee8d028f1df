from functools import partial

from core.cart import queries as cart_queries
from core.cart import service as carts
from core.catalog import queries as catalog_queries
from core.catalog import service as catalog
from core.catalog.errors import ProductOutdated
from core.kernel.actor import SYSTEM
from core.kernel.ids import AccountId, ProductId
from core.kernel.money import Money
from core.platform import idempotency, throttle
from core.platform.db import reading, transaction
from core.pricing import queries as pricing
from core.pricing import service as price_service
from core.pricing.types import PriceOrigin
from core.taxes import service as taxes
from tests.factories import goods
from tests.factories.purchases import fill_cart
from tests.factories.shop import Shop
from tests.races.together import refusals, successes, together

SEEN = Money(1099, "EUR")


def add(shop: Shop, token: str | None, account_id: int | None) -> str:
    with transaction():
        return carts.add_to_cart(
            shop.sites["eu"].id, token, shop.variants["MUG"], 1, seen=SEEN, account_id=account_id
        ).token


def test_every_click_on_add_counts(committed_shop: Shop) -> None:
    shop = committed_shop
    token = fill_cart(shop, shop.sites["eu"], "EUR", {"MUG": 1}).token
    assert refusals(together([partial(add, shop, token, None)] * 16)) == []
    with reading():
        assert cart_queries.count_units(shop.sites["eu"].id, token) == 17


def test_the_first_clicks_of_an_account_in_many_tabs_make_one_cart(committed_shop: Shop) -> None:
    shop = committed_shop
    account_id = shop.cast.shopper.account_id
    tokens = successes(together([partial(add, shop, None, account_id)] * 8))
    assert len(set(tokens)) == 1
    with reading():
        assert cart_queries.count_units(shop.sites["eu"].id, tokens[0]) == 8


def test_logging_in_twice_at_once_joins_carts_once(committed_shop: Shop) -> None:
    shop = committed_shop
    account_id = shop.cast.shopper.account_id
    mine = add(shop, None, account_id)
    guests = fill_cart(shop, shop.sites["eu"], "EUR", {"MUG": 5, "HONEY": 2}).token

    def merge() -> str | None:
        with transaction():
            return carts.merge_at_log_in(shop.sites["eu"].id, guests, account_id)

    assert set(successes(together([merge] * 6))) == {mine}
    with reading():
        assert cart_queries.count_units(shop.sites["eu"].id, mine) == 7


def test_two_browsers_logging_in_at_once_end_in_one_cart(committed_shop: Shop) -> None:
    shop = committed_shop
    account_id = shop.cast.shopper.account_id
    guests = [fill_cart(shop, shop.sites["eu"], "EUR", wants).token for wants in ({"MUG": 5}, {"HONEY": 2})]

    def merge(token: str) -> str | None:
        with transaction():
            return carts.merge_at_log_in(shop.sites["eu"].id, token, account_id)

    (kept,) = set(successes(together([partial(merge, token) for token in guests])))
    assert kept is not None
    with reading():
        assert cart_queries.count_units(shop.sites["eu"].id, kept) == 7


def test_a_guests_cart_becomes_one_accounts_only(committed_shop: Shop) -> None:
    shop = committed_shop
    guests = fill_cart(shop, shop.sites["eu"], "EUR", {"MUG": 5}).token

    def merge(account_id: int) -> str | None:
        with transaction():
            return carts.merge_at_log_in(shop.sites["eu"].id, guests, AccountId(account_id))

    people = (shop.cast.shopper, shop.cast.other_shopper)
    answers = successes(together([partial(merge, person.account_id) for person in people]))
    assert sorted(answers, key=str) == sorted([guests, None], key=str)


def test_a_merchants_price_survives_a_proposal_at_the_same_moment(committed_shop: Shop) -> None:
    shop = committed_shop
    site, mug = shop.sites["global"], shop.variants["MUG"]

    def propose() -> None:
        with transaction():
            taxes.propose_shown_prices(list(shop.variants.values()))

    def decide(currency: str, amount: Money) -> None:
        with transaction():
            price_service.set_price(site.id, mug, amount)

    for turn, currency in enumerate(site.currencies):
        amount = Money(1234 + turn, currency)
        with transaction():
            price_service.set_base_prices({mug: Money(1000 + 100 * turn, "EUR")})
        assert refusals(together([propose, partial(decide, currency, amount), propose])) == []
        with reading():
            found = pricing.list_prices(site.id, currency, [mug])[mug]
        assert (found.amount, found.origin) == (amount, PriceOrigin.EXPLICIT)


def test_two_editors_of_one_version_are_one_edit(committed_shop: Shop) -> None:
    shop = committed_shop
    mug = shop.products["mug"]
    with reading():
        version = catalog_version(mug)

    def edit(title: str) -> str:
        with transaction():
            catalog.edit_texts(
                mug, shop.nordwind, titles={"en": title}, descriptions={}, version=version, by=SYSTEM
            )
        return title

    answers = together([partial(edit, f"Mug {n}") for n in range(6)])
    assert len(successes(answers)) == 1
    assert [type(refusal) for refusal in refusals(answers)] == [ProductOutdated] * 5


def catalog_version(product_id: ProductId) -> int:
    return catalog_queries.get_product(product_id, ("en",)).version


def test_products_of_one_title_listed_at_once_get_a_slug_each(committed_shop: Shop) -> None:
    shop = committed_shop

    def list_one() -> ProductId:
        with transaction():
            return goods.make_product(shop.lumen, titles={"en": "Twin lamp", "de": "Zwillingslampe"})[0]

    made = successes(together([list_one] * 6))
    assert len(made) == 6
    with reading():
        slugs = {catalog_queries.list_slugs_of_product(id)["en"] for id in made}
    assert len(slugs) == 6
    assert "twin-lamp" in slugs


def test_a_key_is_claimed_once(committed_db: str) -> None:
    assert committed_db

    def claim() -> bool:
        with transaction():
            return idempotency.once("test", "key")

    assert sorted(successes(together([claim] * 12))) == [False] * 11 + [True]


def test_every_act_is_counted(committed_db: str) -> None:
    assert committed_db

    def act() -> int:
        with transaction():
            return throttle.count("test", "key", window=throttle.timedelta(hours=1))

    assert sorted(successes(together([act] * 12))) == list(range(1, 13))
