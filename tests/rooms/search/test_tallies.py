"""Kept numbers: of every place they are what counting would give, whatever happened since."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.catalog import queries as catalog
from core.catalog import service as catalogs
from core.inventory import service as inventory
from core.inventory.types import MovementKind
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.platform.db import reading, session, transaction
from core.pricing import service as pricing
from core.search import queries, service
from core.search.models import Tally, TallyChange
from core.search.queries import tallies
from core.search.queries.tallies import tally
from core.search.types import Filters, ListingAsk, View
from tests.factories import goods
from tests.factories.lanterns import list_lanterns
from tests.factories.search import catch_up
from tests.factories.shop import Shop
from tests.statements import counted

FILTERS = (
    Filters(),
    Filters(is_in_stock=True),
    Filters(brands=("astra",)),
    Filters(brands=("astra", "boreal")),
    Filters(merchants=("nordwind",)),
    Filters(ships_from=("PL",)),
    Filters(discount=20),
    Filters(rating=4),
    Filters(least=Money(900, "USD"), most=Money(3000, "USD")),
    Filters(attributes={"color": ("white",)}),
    Filters(attributes={"color": ("white",)}, is_in_stock=True),
    Filters(brands=("astra",), is_in_stock=True),
    Filters(brands=("astra",), merchants=("lumen",)),
)
Change = Callable[[Shop], None]


@pytest.fixture
def shelves(shop: Shop) -> Shop:
    """Give the shop with six lanterns more and a reduced bulb."""
    with transaction():
        list_lanterns(shop)
        pricing.set_list_price(shop.sites["global"].id, shop.variants["BULB"], Money(400, "USD"), by=SYSTEM)
    catch_up()
    return shop


def places(shop: Shop) -> Iterator[dict[str, Any]]:
    """Give every category, merchant and brand to list."""
    for slug in ("lighting", "lamps", "pantry"):
        yield {"category_id": catalog.get_category_id(slug, ("en",))[0]}
    yield from ({"merchant_id": id} for id in (shop.lumen, shop.nordwind))
    yield from ({"brand": code} for code in ("astra", "boreal"))


def seen(ask: ListingAsk) -> dict[str, Any]:
    """Give what a page shows of a tally: nothing is shown of what there is none of."""
    found = tally(ask)
    kinds = {kind: {code: n for code, n in by.items() if n} for kind, by in found.by_kind.items()}
    return {
        "numbers": {kind: by for kind, by in kinds.items() if by},
        "names": {key: name for key, name in found.names.items() if kinds[key[0]].get(key[1])},
        "prices": (min(found.prices, default=None), max(found.prices, default=None)),
    }


def assert_kept_is_counted(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    view_of = {name: View(site, site.chain("en"), "USD") for name, site in shop.sites.items()}
    with reading():
        everywhere = list(places(shop))
        asks = [ListingAsk(view_of["global"], filters=one, **here) for one in FILTERS for here in everywhere]
        asks += [ListingAsk(view_of["ru"], **here) for here in everywhere]
        kept = [seen(ask) for ask in asks]
        with monkeypatch.context() as patch:
            patch.setattr(tallies, "is_summed", lambda ask: False)
            counted_anew = [seen(ask) for ask in asks]
    for ask, one, other in zip(asks, kept, counted_anew, strict=True):
        assert one == other, ask


def sell_out(shop: Shop) -> None:
    for place, units in ((shop.shenzhen, 40), (shop.warsaw, 30)):
        inventory.change_stock(
            shop.variants["BULB"], place, -units,
            kind=MovementKind.CORRECTION, cause="count", source_key=f"count:{place}", by=SYSTEM,
        )  # fmt: skip


def receive(shop: Shop) -> None:
    goods.stock(shop.variants["LAMP-BLACK"], shop.warsaw, 3)


def reduce(shop: Shop) -> None:
    pricing.set_list_price(shop.sites["global"].id, shop.variants["BULB"], Money(900, "USD"), by=SYSTEM)


def take_offline(shop: Shop) -> None:
    catalogs.take_offline(shop.products["lamp"], shop.lumen, by=SYSTEM)


def list_one_more(shop: Shop) -> None:
    _, variants = goods.make_product(shop.nordwind)
    goods.price({id: Money(500, "USD") for id in variants.values()})


@pytest.mark.parametrize("change", [sell_out, receive, reduce, take_offline, list_one_more])
def test_kept_numbers_are_those_that_counting_gives_whatever_changed(
    shelves: Shop, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        while service.fold_tallies():
            pass
        change(shelves)
    catch_up()
    with reading():
        assert session().scalar(select(func.count()).select_from(TallyChange))
    assert_kept_is_counted(shelves, monkeypatch)
    with transaction():
        service.fold_tallies()
    assert_kept_is_counted(shelves, monkeypatch)


def test_kept_numbers_begin_with_the_first_product(shelves: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_kept_is_counted(shelves, monkeypatch)


def test_the_prices_of_many_products_lie_between_kept_ends(
    shelves: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "FEW", 0)
    site = shelves.sites["global"]
    ask = ListingAsk(View(site, site.chain("en"), "USD"), merchant_id=shelves.lumen)

    def ends() -> list[int]:
        with reading():
            return tally(ask).prices

    assert ends() == [300, 6000]
    with transaction():
        goods.price({shelves.variants["BULB"]: Money(200, "USD")})
    catch_up()
    assert ends() == [200, 6000]
    with transaction():
        goods.price({shelves.variants["BULB"]: Money(500, "USD")})
    catch_up()
    assert ends() == [200, 6000]
    with transaction():
        service.fold_tallies()
        assert service.settle_tallies(site.id, "USD") == 0
    assert ends() == [500, 6000]


def test_a_sale_that_leaves_some_changes_no_number(shelves: Shop) -> None:
    with transaction():
        while service.fold_tallies():
            pass
        goods.stock(shelves.variants["MUG"], shelves.warsaw, 3)
        service.index_facts([shelves.products["mug"]])
    with reading():
        assert session().scalar(select(func.count()).select_from(TallyChange)) == 0


def test_numbers_of_a_place_are_read_by_one_statement(shelves: Shop) -> None:
    site = shelves.sites["global"]
    with reading():
        ask = ListingAsk(View(site, site.chain("en"), "USD"), **next(places(shelves)))
        with counted() as sent:
            tally(ask)
    assert len(sent) == 1, sent


def test_what_is_told_wrongly_is_found_and_put_right(shelves: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    site_id = shelves.sites["global"].id
    with transaction():
        assert service.settle_tallies(site_id, "USD") == 0
        service.fold_tallies()
        assert service.settle_tallies(site_id, "USD") == 0
        wrong = Tally.site_id == site_id, Tally.currency == "USD", Tally.label == "total:"
        session().execute(update(Tally).where(*wrong).values(products=Tally.products + 1))
        several = session().scalar(select(func.count()).select_from(Tally).where(*wrong))
        assert service.settle_tallies(site_id, "USD") == several
    assert_kept_is_counted(shelves, monkeypatch)


def test_every_site_is_told_of_rightly(shelves: Shop) -> None:
    with transaction():
        for site in shelves.sites.values():
            for currency in site.currencies:
                assert service.settle_tallies(site.id, currency) == 0


def test_a_language_counts_for_all(shelves: Shop) -> None:
    site = shelves.sites["global"]
    with reading():
        place = next(places(shelves))
        queries.look(ListingAsk(View(site, site.chain("en"), "USD"), **place))
        with counted() as sent:
            queries.look(ListingAsk(View(site, site.chain("de"), "USD"), **place))
    assert not [statement for statement in sent if "search_tallies" in statement]
