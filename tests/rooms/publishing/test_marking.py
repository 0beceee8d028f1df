"""What makes a page stale, what does not, and which drawing wins."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from time_machine import TimeMachineFixture

from core.catalog.events import BarcodeChanged, ProductTakenOffline
from core.inventory.events import AvailabilityChanged
from core.kernel import clock
from core.kernel.page import PageAsk
from core.logistics.events import TariffsChanged
from core.platform.db import reading, session, transaction
from core.platform.outbox import Message
from core.pricing.events import PricesChanged
from core.publishing import files, policy, queries, reactions, service
from core.publishing.models import GeneratedPage
from core.publishing.types import Address, Drawn, PageKind, PageState, Urgency
from core.search.events import ListingsChanged
from core.switches.events import SwitchChanged
from tests.factories.goods import stock
from tests.factories.logistics import make_service
from tests.factories.shop import Shop

LAMP = Address("global", "USD", "/en/p/moon-lamp")
MUG = Address("global", "USD", "/en/p/harbor-mug")
HOME = Address("global", "USD", "/en/c/home")


def drawn(*keys: str, status: int = 200, words: str = "page") -> Drawn:
    return Drawn(status, words.encode(), (("Content-Type", "text/html"),), keys)


@pytest.fixture
def pages(shop: Shop, data: Path, time_machine: TimeMachineFixture) -> Shop:
    """Give a shop with two generated products and a list; the clock stands still, so that no burst passes by itself."""
    time_machine.move_to(clock.now(), tick=False)
    finish(LAMP, drawn(f"product-page:{shop.products['lamp']}"))
    finish(MUG, drawn(f"product-page:{shop.products['mug']}"))
    finish(HOME, drawn("listing:1", f"product:{shop.products['lamp']}"))
    return shop


def finish(address: Address, page: Drawn, *, as_of: int | None = None) -> bool:
    with reading():
        seen = queries.newest_change() if as_of is None else as_of
    with transaction():
        finished = service.finish([(address, page)], as_of=seen, release="r1")
    return bool(service.put_in_place(finished, "r1"))


def states() -> dict[str, PageState]:
    with reading():
        return {row.address.path: row.state for row in queries.list_rows(PageAsk(), group="asked").items}


def stale() -> set[str]:
    return {path for path, state in states().items() if state is PageState.STALE}


def mark_new_price_of_lamp(shop: Shop) -> None:
    """Mark what the price itself and then the index tell of."""
    with transaction():
        reactions.mark_pages_of_new_prices([PricesChanged(variant_ids=[shop.variants["LAMP-BLACK"]])])
        reactions.mark_pages_of_changed_listings([told(product_ids=[shop.products["lamp"]])])


def told(places: list[tuple[int, str]] | None = None, **ids: list[int]) -> ListingsChanged:
    nothing: dict[str, list[int]] = {"category_ids": [], "merchant_ids": [], "brand_ids": []}
    return ListingsChanged(
        places=places or [],
        priced=[],
        is_stocked_otherwise=False,
        **{"product_ids": [], **nothing, **ids},
    )


def test_a_price_of_one_site_and_currency_marks_no_other(pages: Shop) -> None:
    euros = Address("global", "EUR", LAMP.path)
    key, card = f"product-page:{pages.products['lamp']}", f"product:{pages.products['lamp']}"
    there = Address("ru", "USD", "/en/c/lamps")
    finish(euros, drawn(key))
    finish(there, drawn(card))
    site = int(pages.sites["global"].id)
    with transaction():
        changed = PricesChanged(variant_ids=[pages.variants["LAMP-BLACK"]], places=[(site, "EUR")])
        reactions.mark_pages_of_new_prices([changed])
        reactions.mark_pages_of_changed_listings(
            [told([(site, "EUR")], product_ids=[pages.products["lamp"]])]
        )
    with transaction():
        assert service.take(8, "r1")[0] == [euros]
    assert stale() == {LAMP.path}  # by its address, which is the same in every currency
    with reading():
        dollars = queries.find_row(pages.sites["global"].id, "USD", LAMP.path)
        assert dollars is not None
        assert dollars.state is PageState.FRESH
        assert all(one.is_seen for one in queries.list_entities(dollars.id))


def test_a_new_price_marks_the_product_and_the_lists_that_show_it_and_nothing_else(pages: Shop) -> None:
    other = Address("global", "USD", "/en/c/lamps")
    finish(other, drawn("listing:1", "shelves", f"product:{pages.products['bulb']}"))
    assert stale() == set()
    mark_new_price_of_lamp(pages)
    assert stale() == {LAMP.path, HOME.path}
    with transaction():
        taken, hurries = service.take(8, "r1")
    assert (taken, hurries) == ([LAMP], True)  # the list waits until the burst has passed


@pytest.mark.parametrize(
    ("key", "fact"),
    [
        ("listing:7", {"category_ids": [7]}),
        ("store:7", {"merchant_ids": [7]}),
        ("brand:7", {"brand_ids": [7]}),
        ("product:7", {"product_ids": [7]}),
    ],
)
def test_what_the_index_tells_marks_the_lists_of_that_place_alone(
    pages: Shop, key: str, fact: dict[str, list[int]]
) -> None:
    finish(HOME, drawn(key))
    finish(MUG, drawn("listing:8", "store:8", "brand:8", "product:8", "shelves"))
    with transaction():
        reactions.mark_pages_of_changed_listings([told(**fact), told(product_ids=[99])])
    assert stale() == {HOME.path}


def test_another_barcode_marks_the_page_that_says_it(pages: Shop) -> None:
    with transaction():
        reactions.mark_pages_of_product_with_new_barcode(
            BarcodeChanged(product_id=pages.products["lamp"], merchant_id=pages.lumen)
        )
    assert stale() == {LAMP.path}


def test_another_number_of_the_same_word_marks_nothing(pages: Shop) -> None:
    variant = pages.variants["MUG"]
    heard = AvailabilityChanged(variant_ids=[variant])
    with transaction():
        reactions.mark_pages_of_new_stock([heard])  # the first word that is heard of
    finish(MUG, drawn(f"product-page:{pages.products['mug']}"))
    with transaction():
        stock(variant, pages.warsaw, -5)
        reactions.mark_pages_of_new_stock([heard])
    assert MUG.path not in stale()
    with transaction():
        stock(variant, pages.warsaw, -16)  # four are left
        reactions.mark_pages_of_new_stock([heard])
    assert MUG.path in stale()


def test_a_burst_of_marks_is_drawn_once(pages: Shop) -> None:
    for _ in range(5):
        mark_new_price_of_lamp(pages)
    with transaction():
        assert service.take(8, "r1")[0] == [LAMP]
    with transaction():
        assert service.take(8, "r1")[0] == []  # claimed, and the list still waits
    finish(LAMP, drawn(f"product-page:{pages.products['lamp']}"))
    assert LAMP.path not in stale()


def test_an_older_drawing_never_takes_the_place_of_a_newer(pages: Shop) -> None:
    key = f"product-page:{pages.products['lamp']}"
    with transaction():
        service.mark([key], Urgency.NOW)
    assert finish(LAMP, drawn(key, words="new"))
    assert not finish(LAMP, drawn(key, words="old"), as_of=0)
    note = queries.find_note(LAMP)
    assert note is not None
    assert note.as_of == 1
    assert states()[LAMP.path] is PageState.FRESH


def test_a_change_while_a_page_is_drawn_keeps_it_stale_even_when_nobody_knew_the_page(pages: Shop) -> None:
    unknown = Address("global", "EUR", LAMP.path)
    with reading():
        before = queries.newest_change()
    with transaction():
        service.mark(["product-page:77"], Urgency.NOW)
    finish(unknown, drawn("product-page:77"), as_of=before)
    assert unknown.path in stale()
    finish(unknown, drawn("product-page:77"))
    assert unknown.path not in stale()


def test_a_page_that_shows_nothing_any_more_is_gone_and_comes_back_with_its_thing(pages: Shop) -> None:
    key = f"product-page:{pages.products['lamp']}"
    assert queries.stamp_of(LAMP)
    finish(LAMP, drawn(status=404))
    assert states()[LAMP.path] is PageState.GONE
    assert queries.stamp_of(LAMP) == 0
    with transaction():
        reactions.mark_pages_of_product_taken_offline(
            ProductTakenOffline(product_id=pages.products["lamp"], merchant_id=pages.lumen)
        )
    assert LAMP.path in stale()
    finish(LAMP, drawn(key, status=410))
    note = queries.find_note(LAMP)
    assert note is not None
    assert note.status == 410


def test_what_failed_is_tried_again_later_and_goes_on_being_served(pages: Shop) -> None:
    stamp = queries.stamp_of(LAMP)
    with transaction():
        service.note_failures([LAMP])
    with transaction():
        assert service.take(8, "r1")[0] == []
    with reading():
        (row,) = queries.list_rows(PageAsk(), group="failed").items
    assert (row.address, row.failures) == (LAMP, 1)
    assert queries.stamp_of(LAMP) == stamp


def test_another_release_is_drawn_by_traffic_when_nothing_else_waits(pages: Shop) -> None:
    with transaction():
        service.note_hits({MUG: 5, LAMP: 2})
    with transaction():
        assert service.take(8, "r2") == ([MUG], False)
    with transaction():
        assert service.take(8, "r2") == ([LAMP], False)
    with transaction():
        assert service.take(8, "r1") == ([], False)


def test_pages_are_made_anew_when_their_time_is_over(pages: Shop, later: Callable[[timedelta], None]) -> None:
    page = Drawn(200, b"x", (), ("menu",), 1, clock.now() + timedelta(hours=1))
    finish(LAMP, page)
    with transaction():
        assert service.mark_outlived() == 0
    later(timedelta(hours=2))
    with transaction():
        assert service.mark_outlived() == 1
    assert stale() == {LAMP.path}


def test_files_that_no_page_has_are_swept(pages: Shop, data: Path) -> None:
    orphan = Address("global", "USD", "/en/p/nobody")
    finish(orphan, drawn("menu"))
    finish(Address("global", "USD", "/en/"), drawn("menu"))
    with transaction():
        session().query(GeneratedPage).filter_by(path=orphan.path).delete()
    with reading():
        assert service.drop_orphans() == 1
        assert service.drop_orphans() == 0
    assert queries.stamp_of(orphan) == 0
    assert sorted(one.path for one in files.walk()) == ["/en/", HOME.path, MUG.path, LAMP.path]


def test_a_page_says_what_it_is_made_of_and_whether_it_has_seen_the_last_of_it(pages: Shop) -> None:
    key = f"product-page:{pages.products['lamp']}"
    with reading():
        row = queries.find_row(pages.sites["global"].id, "USD", LAMP.path)
        assert row is not None
        assert row.kind is PageKind.PRODUCT
        assert [(one.key, one.version, one.is_seen) for one in queries.list_entities(row.id)] == [
            (key, 0, True)
        ]
    with transaction():
        service.mark([key], Urgency.NOW)
    with reading():
        assert [(one.version, one.is_seen) for one in queries.list_entities(row.id)] == [(1, False)]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/en/", PageKind.HOME),
        ("/ru/p/лампа-луна", PageKind.PRODUCT),
        ("/en/pages/delivery", PageKind.TEXT),
        ("/en", None),
        ("/en/p/", None),
        ("/en/p/a/b", None),
        ("/en/p/../x", None),
        ("/en/p/.hidden", None),
        ("/en/cart", None),
        ("/en/p/" + "я" * 120, None),
        ("/en/p/a\x00b", None),
    ],
)
def test_only_shared_pages_have_files(path: str, kind: PageKind | None) -> None:
    assert policy.kind_of(path) is kind


def test_a_flipped_switch_marks_the_pages_that_asked_for_it_and_no_others(pages: Shop) -> None:
    finish(HOME, drawn("listing:1", "switches:image-variants"))
    finish(MUG, drawn("listing:1", "switches:ads"))
    with transaction():
        reactions.mark_pages_of_flipped_switch(
            SwitchChanged(feature="image-variants", site_id=None, level="reduced")
        )
    assert stale() == {HOME.path}


def test_a_new_tariff_marks_the_pages_that_say_what_sending_costs(pages: Shop) -> None:
    finish(LAMP, drawn(f"product-page:{pages.products['lamp']}", f"tariffs:{pages.shenzhen}"))
    finish(MUG, drawn(f"product-page:{pages.products['mug']}", f"tariffs:{pages.warsaw}"))
    with transaction():
        make_service(code="snail-post", location_id=pages.shenzhen, currency="USD", divisor=8000, zones=[])
        (told,) = session().scalars(select(Message).where(Message.name == TariffsChanged.__name__)).all()[-1:]
        reactions.mark_pages_of_changed_tariffs(TariffsChanged(**told.payload))
    assert stale() == {LAMP.path}


def test_what_no_fact_tells_of_is_seen_within_a_day(pages: Shop, later: Callable[[timedelta], None]) -> None:
    """So is a tariff whose first day has come, or a rate that it is read at."""
    with transaction():
        assert service.mark_outlived() == 0
    later(timedelta(days=1, seconds=1))
    with transaction():
        service.mark_outlived()
    assert stale() == {LAMP.path, MUG.path, HOME.path}
