"""What a variant costs: explicit where a merchant says so, proposed everywhere else, and every change kept."""

import pytest
from sqlalchemy import select

from core.kernel.ids import VariantId
from core.kernel.money import Money
from core.platform.db import reading, session, transaction
from core.pricing import queries, service
from core.pricing.errors import PriceMustBePositive
from core.pricing.models import PriceChange
from core.pricing.types import Price, PriceOrigin
from core.taxes import reactions
from core.taxes import service as taxes
from tests.factories import fx
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact, refused, unchanged


def price(shop: Shop, site: str, sku: str, currency: str) -> Price:
    with reading():
        return queries.list_prices(shop.sites[site].id, currency, [shop.variants[sku]])[shop.variants[sku]]


def history(variant_id: VariantId, site_id: int, currency: str) -> list[tuple[int, str]]:
    with reading():
        rows = select(PriceChange).where(
            PriceChange.variant_id == variant_id,
            PriceChange.site_id == site_id,
            PriceChange.currency == currency,
        )
        return [(row.amount_minor, row.origin) for row in session().scalars(rows.order_by(PriceChange.id))]


@pytest.mark.parametrize(
    ("site", "currency", "amount", "rule", "fx_line"),
    [
        ("global", "USD", "24.90", "base", "USD/USD 1"),
        ("global", "EUR", "19.99", "charm-eur", "USD/EUR 0.8 2020-01-02 tests"),
        ("global", "CHF", "18.90", "charm-chf", "USD/CHF 0.76 2020-01-02 tests"),
        ("global", "JPY", "3190", "charm-jpy", "USD/JPY 128 2020-01-02 tests"),
        ("global", "KWD", "7.490", "charm-kwd", "USD/KWD 0.3 2020-01-02 tests"),
        ("eu", "PLN", "99.00", "charm-pln", "USD/PLN 3.4 2020-01-02 tests"),
        ("eu", "CHF", "22.90", "charm-chf", "USD/CHF 0.76 2020-01-02 tests"),
        ("ru", "RUB", "2390", "charm-rub", "USD/RUB 80 2020-01-02 tests"),
        ("ru", "USD", "29.99", "charm-usd", "USD/USD 1"),
    ],
)
def test_a_price_is_proposed_for_every_site_and_currency(
    shop: Shop, site: str, currency: str, amount: str, rule: str, fx_line: str
) -> None:
    found = price(shop, site, "LAMP-BLACK", currency)
    assert found.amount == Money.of(amount, currency)
    assert (found.origin, found.rule) == (PriceOrigin.PROPOSED, rule)
    assert found.fx.startswith(fx_line)


def test_an_explicit_price_stands_and_proposals_leave_it_alone(shop: Shop) -> None:
    assert price(shop, "eu", "LAMP-BLACK", "EUR").origin is PriceOrigin.EXPLICIT
    with transaction():
        service.set_base_prices({shop.variants["LAMP-BLACK"]: Money(9900, "USD")})
        taxes.propose_shown_prices([shop.variants["LAMP-BLACK"]])
    assert price(shop, "eu", "LAMP-BLACK", "EUR").amount == Money(2990, "EUR")
    assert price(shop, "eu", "LAMP-BLACK", "PLN").amount == Money(39_900, "PLN")
    assert price(shop, "global", "LAMP-BLACK", "USD").amount == Money(9900, "USD")


def test_explicit_prices_of_one_place_are_no_other_places(shop: Shop) -> None:
    mug, site = shop.variants["MUG"], shop.sites["global"]
    before = price(shop, "eu", "MUG", "EUR")
    with transaction():
        service.set_price(site.id, mug, Money(1234, "EUR"))
    assert price(shop, "global", "MUG", "EUR").amount == Money(1234, "EUR")
    assert price(shop, "eu", "MUG", "EUR") == before


def test_every_change_of_a_price_is_kept_in_order(shop: Shop) -> None:
    mug, site = shop.variants["MUG"], shop.sites["eu"]
    mark = newest_fact()
    for minor in (1199, 1299, 1249):
        with transaction():
            service.set_price(site.id, mug, Money(minor, "EUR"))
    assert history(mug, site.id, "EUR") == [
        (1099, "proposed"),
        (1199, "explicit"),
        (1299, "explicit"),
        (1249, "explicit"),
    ]
    assert facts(mark) == [("PricesChanged", {"variant_ids": [mug], "places": [[site.id, "EUR"]]})] * 3


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_is_for_free(shop: Shop, minor: int) -> None:
    with refused(PriceMustBePositive), transaction():
        service.set_price(shop.sites["eu"].id, shop.variants["MUG"], Money(minor, "EUR"))
    with refused(PriceMustBePositive), transaction():
        service.set_base_prices(
            {shop.variants["BULB"]: Money(5, "USD"), shop.variants["MUG"]: Money(minor, "EUR")}
        )


def test_a_new_base_price_is_told_and_its_reaction_brings_prices_along(shop: Shop) -> None:
    mug = shop.variants["MUG"]
    mark = newest_fact()
    with transaction():
        service.set_base_prices({mug: Money(1800, "EUR")})
    assert facts(mark) == [("BasePriceSet", {"variant_ids": [mug]})]
    assert price(shop, "eu", "MUG", "EUR").amount == Money(1099, "EUR")
    with transaction():
        reactions.propose_prices_of_new_base_prices(service.BasePriceSet(variant_ids=[mug]))
    assert price(shop, "eu", "MUG", "EUR").amount == Money(2099, "EUR")
    with reading():
        assert queries.list_base_prices([mug]) == {mug: Money(1800, "EUR")}


def test_proposing_again_changes_and_tells_nothing(shop: Shop) -> None:
    with unchanged(), transaction():
        assert taxes.propose_shown_prices(list(shop.variants.values())) == 0


def test_small_moves_of_rates_are_not_worth_a_new_price(shop: Shop) -> None:
    before = price(shop, "global", "LAMP-BLACK", "JPY")
    assert before.amount == Money(3190, "JPY")
    with transaction():
        fx.make_rates({"JPY": "162", "CHF": "1.90"}, on=fx.DAY.replace(month=2))
        taxes.propose_shown_prices([shop.variants["LAMP-BLACK"]], keep_small_moves=True)
    assert price(shop, "global", "LAMP-BLACK", "JPY") == before
    assert price(shop, "global", "LAMP-BLACK", "CHF").amount == Money(3790, "CHF")


def test_a_merchants_own_change_counts_however_small(shop: Shop) -> None:
    with transaction():
        service.set_base_prices({shop.variants["LAMP-BLACK"]: Money(2491, "USD")})
        taxes.propose_shown_prices([shop.variants["LAMP-BLACK"]])
    assert price(shop, "global", "LAMP-BLACK", "USD").amount == Money(2491, "USD")


def test_new_rates_bring_no_explicit_price_along(shop: Shop) -> None:
    with transaction():
        service.set_price(shop.sites["eu"].id, shop.variants["BULB"], Money(444, "CHF"))
        fx.make_rates({"CHF": "1.90"}, on=fx.DAY.replace(month=2))
    with transaction():
        taxes.propose_shown_prices([shop.variants["BULB"]], keep_small_moves=True)
    assert price(shop, "eu", "BULB", "CHF").amount == Money(444, "CHF")
    assert price(shop, "global", "BULB", "CHF").amount == Money(490, "CHF")


def test_a_variant_without_a_price_is_missing_from_the_answer(shop: Shop) -> None:
    with reading():
        assert queries.list_prices(shop.sites["ru"].id, "PLN", shop.variants.values()) == {}
        assert queries.list_prices(shop.sites["ru"].id, "RUB", []) == {}


def test_a_merchant_sees_all_prices_of_its_variants(shop: Shop) -> None:
    with reading():
        found = queries.list_all_prices([shop.variants["MUG"]])
    assert len(found) == sum(len(site.currencies) for site in shop.sites.values())
    assert {(site_id, shown.amount.currency) for site_id, shown in found} == {
        (site.id, currency) for site in shop.sites.values() for currency in site.currencies
    }
