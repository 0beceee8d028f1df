"""A thousand carts that nobody thought of: every sum is the sum of its parts."""

import random
from datetime import date

import pytest

from core.cart.types import CartLine
from core.checkout import service as checkout
from core.checkout.types import Ask, Quote
from core.platform.db import reading
from tests.factories.shop import Shop

CARTS_PER_SEED = 100
SERVICES = ("crane-post", "crane-express", "stork-parcel")


def random_ask(shop: Shop, chance: random.Random) -> Ask:
    site = chance.choice(list(shop.sites.values()))
    return Ask(
        site,
        chance.choice(site.languages),
        chance.choice(site.currencies),
        chance.choice(site.countries),
        date(2026, 11, 20),
    )


def random_quote(shop: Shop, chance: random.Random) -> Quote:
    ask = random_ask(shop, chance)
    skus = chance.sample(sorted(shop.variants), chance.randint(1, len(shop.variants)))
    lines = [CartLine(shop.variants[sku], chance.randint(1, 45), None) for sku in skus]
    places = ((shop.lumen, shop.shenzhen), (shop.lumen, shop.warsaw), (shop.nordwind, shop.warsaw))
    return checkout.quote(ask, lines, {f"{who}-{where}": chance.choice(SERVICES) for who, where in places})


def assert_adds_up(found: Quote) -> None:
    included = found.ask.site.prices_include_tax
    for group in found.groups:
        for line in group.lines:
            assert line.total.minor == line.unit.minor * line.quantity
            assert line.tax.base.minor + line.tax.tax.minor == line.tax.gross.minor
            assert (line.tax.gross if included else line.tax.base) == line.total
        shipping = group.chosen.price.minor if group.chosen else 0
        carried = sum((tax.gross if included else tax.base).minor for tax in group.shipping_taxes)
        taxes = [line.tax for line in group.lines] + list(group.shipping_taxes)
        assert carried == shipping
        assert group.goods.minor == sum(line.total.minor for line in group.lines)
        assert group.tax.minor == sum(tax.tax.minor for tax in taxes)
        assert group.total.minor == group.goods.minor + shipping + (0 if included else group.tax.minor)
        assert all(tax.tax.minor >= 0 for tax in taxes)
    assert found.goods.minor == sum(group.goods.minor for group in found.groups)
    assert found.tax.minor == sum(group.tax.minor for group in found.groups)
    assert found.total.minor == sum(group.total.minor for group in found.groups)
    assert found.total == found.goods + found.shipping + (found.tax * (0 if included else 1))
    bought = {row.variant.id: row.quantity for row in found.rows if row.can_buy}
    sourced: dict[int, int] = {}
    for group in found.groups:
        for line in group.lines:
            sourced[line.variant.id] = sourced.get(line.variant.id, 0) + line.quantity
    assert sourced == bought


@pytest.mark.parametrize("seed", range(10))
def test_whatever_is_in_the_cart_it_adds_up(shop: Shop, seed: int) -> None:
    chance = random.Random(seed)
    with reading():
        for _ in range(CARTS_PER_SEED):
            assert_adds_up(random_quote(shop, chance))
