"""Parcels, invoices, returns, messages and buying again: from the order's page, for whose order it is alone."""

import json

import pytest

from core.catalog import service as catalog
from core.fulfillment import queries as parcels
from core.fulfillment.events import ParcelHandedOver
from core.fulfillment.types import ParcelDetail
from core.invoices import queries as invoices
from core.invoices import service as issuing
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.logistics.carriers.sandbox import signing
from core.logistics.types import Milestone
from core.messaging import queries as messages
from core.messaging import service as talking
from core.orders import service as order_service
from core.orders.types import OrderDetail, OrderState, PurchaseDetail
from core.platform.db import reading, transaction
from core.pricing import service as pricing
from core.returns import queries as returns
from tests.factories.purchases import make_paid_purchase, make_shipped_order, order_of, purchase_of
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import log_in, words_of
from workers import parcels as jobs


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser()


def open_as_guest(browser: Browser, purchase: PurchaseDetail) -> None:
    assert browser.post("/en/orders", number=purchase.number, email=purchase.email).status_code == 303


def shipped(browser: Browser, shop: Shop) -> tuple[OrderDetail, ParcelDetail]:
    order = make_shipped_order(shop, {"MUG": 2})
    with reading():
        (parcel,) = parcels.list_parcels_of([order.id])[order.id]
    jobs.announce_parcel(ParcelHandedOver(parcel_id=parcel.id))
    open_as_guest(browser, purchase_of(order.number.rpartition("-")[0]))
    with reading():
        return order, parcels.get_parcel(parcel.id)


def arrived(browser: Browser, shop: Shop) -> OrderDetail:
    order, _ = shipped(browser, shop)
    with transaction():
        order_service.deliver_order(order.id, by=SYSTEM)
    return order_of(order)


def paper_of(order: OrderDetail) -> str:
    with transaction():
        issuing.issue_invoices(order.purchase_id)
        return invoices.list_invoices_of([order.id])[order.id][0].number


def test_a_guest_follows_a_parcel_on_a_map_and_in_a_list(browser: Browser, shop: Shop) -> None:
    order, parcel = shipped(browser, shop)
    assert parcel.tracking is not None
    jobs.ask_after_parcels()
    page = browser.get(f"/en/orders/{order.number}")
    address = f"/en/orders/{order.number[:15]}/parcels/{parcel.number}"
    assert address in page.text
    tracked = browser.get(address)
    assert tracked.headers["Cache-Control"] == "private, no-store"
    assert parcel.tracking.number in tracked.text
    assert "Where your parcel is" in words_of(tracked.text)


def test_an_account_says_where_its_newest_parcel_is(browser: Browser, shop: Shop) -> None:
    log_in(browser, shop.cast.shopper)
    make_shipped_order(shop, {"MUG": 1}, account_id=shop.cast.other_shopper.account_id)
    assert "Your newest parcel" not in browser.get("/en/account").text
    make_shipped_order(shop, {"MUG": 1}, account_id=shop.cast.shopper.account_id)
    order = make_shipped_order(shop, {"HONEY": 1}, account_id=shop.cast.shopper.account_id)
    with reading():
        (parcel,) = parcels.list_parcels_of([order.id])[order.id]
    page = browser.get("/en/account")
    said = words_of(page.text)
    assert "Your newest parcel Announced to the carrier" in said
    assert f"Order {order.number[:15]}" in said
    assert f'href="/en/orders/{order.number[:15]}/parcels/{parcel.number}"' in page.text


def test_a_stranger_sees_neither_parcel_nor_paper_nor_words(browser: Browser, shop: Shop) -> None:
    order, parcel = shipped(browser, shop)
    number = paper_of(order)
    stranger = Browser()
    for path in (f"parcels/{parcel.number}", f"invoices/{number}", "returns", "messages"):
        assert stranger.get(f"/en/orders/{order.number}/{path}").status_code == 404
    assert stranger.post(f"/en/orders/{order.number}/messages", text="hello").status_code == 404
    assert stranger.post(f"/en/orders/{order.number}/repetition").status_code == 404


def test_a_number_of_another_order_opens_nothing(browser: Browser, shop: Shop) -> None:
    order, parcel = shipped(browser, shop)
    other = make_paid_purchase(shop, {"MUG": 1})
    number = paper_of(order)
    open_as_guest(browser, other)
    assert browser.get(f"/en/orders/{other.number}/parcels/{parcel.number}").status_code == 404
    assert browser.get(f"/en/orders/{other.number}/invoices/{number}").status_code == 404


@pytest.mark.usefixtures("data")
def test_an_invoice_is_a_paper_of_its_own_language(browser: Browser, shop: Shop) -> None:
    order, _ = shipped(browser, shop)
    number = paper_of(order)
    answer = browser.get(f"/en/orders/{order.number}/invoices/{number}")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{number}.pdf"'
    assert browser.get(f"/en/orders/{order.number}/invoices/{number}").data == answer.data
    assert number in words_of(browser.get(f"/en/orders/{order.number}").text)


def test_goods_are_returned_by_the_unit_and_the_return_can_be_withdrawn(browser: Browser, shop: Shop) -> None:
    order = arrived(browser, shop)
    line = order.lines[0]
    form = browser.get(f"/en/orders/{order.number}/returns")
    assert f'name="units-{line.id}"' in form.text
    fields = {f"units-{line.id}": "1", f"reason-{line.id}": "damaged", "comment": "chipped"}
    done = browser.post(f"/en/orders/{order.number}/returns", **fields)
    assert done.status_code == 303
    page = browser.get(done.location)
    assert "It arrived damaged" in words_of(page.text)
    assert "chipped" in page.text
    withdrawn = browser.post(f"{done.location}/withdrawal", version="1")
    assert withdrawn.location == done.location
    assert "Withdrawn" in words_of(browser.get(done.location).text)


@pytest.mark.parametrize(
    ("units", "reason", "complaint"),
    [
        ("9", "damaged", "Choose a number between 0 and 2."),
        ("one", "damaged", "Choose a number between 0 and 2."),
        ("1", "", "Choose a reason."),
        ("1", "bored", "Choose a reason."),
        ("0", "", "Choose what you want to return."),
    ],
)
def test_an_odd_return_keeps_what_was_typed(
    browser: Browser, shop: Shop, units: str, reason: str, complaint: str
) -> None:
    order = arrived(browser, shop)
    line = order.lines[0]
    fields = {f"units-{line.id}": units, f"reason-{line.id}": reason, "comment": "keep me"}
    answer = browser.post(f"/en/orders/{order.number}/returns", **fields)
    assert answer.status_code == 422
    assert complaint in words_of(answer.text)
    assert "keep me" in answer.text
    with reading():
        assert returns.list_returns_of_orders([order.id])[order.id] == []


def test_what_has_not_arrived_cannot_be_returned(browser: Browser, shop: Shop) -> None:
    order, _ = shipped(browser, shop)
    assert browser.get(f"/en/orders/{order.number}/returns").status_code == 404
    assert "/returns" not in browser.get(f"/en/orders/{order.number}").text


def test_a_guest_asks_and_the_answer_is_there(browser: Browser, shop: Shop) -> None:
    order, _ = shipped(browser, shop)
    address = f"/en/orders/{order.number}/messages"
    assert browser.post(address, text="").status_code == 422
    assert browser.post(address, text="<b>Where</b> is it?").location == address
    with transaction():
        talk = messages.find_conversation_of_order(order.id)
        assert talk is not None
        talking.answer(talk.id, author_name="x", text="Nearly there.")
    page = browser.get(address)
    assert "&lt;b&gt;Where&lt;/b&gt; is it?" in page.text
    assert "Nearly there." in page.text
    assert purchase_of(order.number[:15]).email not in page.text
    assert browser.post(f"{address}/report").status_code == 303
    with reading():
        assert messages.get_reported_conversation(talk.number).id == talk.id


def test_words_are_slowed_down(browser: Browser, shop: Shop) -> None:
    order, _ = shipped(browser, shop)
    answers = [
        browser.post(f"/en/orders/{order.number}/messages", text="again").status_code for _ in range(21)
    ]
    assert answers == [303] * 20 + [429]


def test_an_account_asks_about_a_product_and_finds_it_again(browser: Browser, shop: Shop) -> None:
    log_in(browser, shop.cast.shopper)
    product = make_paid_purchase(shop, {"MUG": 1}).orders[0].lines[0].product_id
    address = f"/en/account/messages/about/{product}"
    assert browser.get(address).status_code == 200
    assert browser.post(address, text=" ").status_code == 422
    done = browser.post(address, text="Dishwasher?")
    assert done.location.startswith("/en/account/messages/MSG-")
    assert browser.get(address).location == done.location
    assert "Dishwasher?" in browser.get(done.location).text
    assert browser.post(done.location, text="And the microwave?").location == done.location
    assert "And the microwave?" in browser.get("/en/account/messages").text
    other = Browser()
    log_in(other, shop.cast.other_shopper)
    assert other.get(done.location).status_code == 404
    assert "No messages" in words_of(other.get("/en/account/messages").text)


def test_returns_of_an_account_are_listed_for_it_alone(browser: Browser, shop: Shop) -> None:
    log_in(browser, shop.cast.shopper)
    assert "No returns" in words_of(browser.get("/en/account/returns").text)
    assert Browser().get("/en/account/returns").status_code == 303


def test_buying_again_says_what_costs_another_price(browser: Browser, shop: Shop) -> None:
    order, _ = shipped(browser, shop)
    with transaction():
        pricing.set_price(
            shop.sites["eu"].id,
            order.lines[0].variant_id,
            Money(order.lines[0].unit.minor + 100, "EUR"),
        )
    done = browser.post(f"/en/orders/{order.number}/repetition")
    assert done.location == "/en/cart"
    assert "and costs" in browser.get("/en/cart").text


def test_buying_again_says_what_is_gone(browser: Browser, shop: Shop) -> None:
    order, _ = shipped(browser, shop)
    line = order.lines[0]
    with transaction():
        catalog.take_offline(line.product_id, order.merchant_id, by=SYSTEM)
    done = browser.post(f"/en/orders/{order.number}/repetition")
    assert done.location == f"/en/orders/{order.number}"
    assert "is not sold any more" in browser.get(done.location).text


def test_a_carrier_is_heard_when_it_signs_and_nobody_else(browser: Browser, shop: Shop) -> None:
    order, parcel = shipped(browser, shop)
    assert parcel.tracking is not None
    scan = {"code": "EMI", "local_time": "2026-11-20T10:00:00+01:00", "zone": "Europe/Berlin", "place": ""}
    told = {"waybill": parcel.tracking.number, "events": [{**scan, "country": "DE"}]}
    body = json.dumps(told).encode()

    def say(content: bytes, **headers: str) -> int:
        return browser.client.post(
            "/carriers/webhooks/sandbox", data=content, headers=headers, base_url=browser.base
        ).status_code

    assert say(body) == 400
    assert say(body, **{signing.HEADER: signing.sign(b"other")}) == 400
    assert say(b"[]", **{signing.HEADER: signing.sign(b"[]")}) == 400
    assert say(body, **{signing.HEADER: signing.sign(body)}) == 200
    assert say(body, **{signing.HEADER: signing.sign(body)}) == 200
    with reading():
        tracking = parcels.get_parcel(parcel.id).tracking
    assert tracking is not None
    assert [seen.scan.milestone for seen in tracking.scans] == [Milestone.DELIVERED]
    assert order_of(order).state == OrderState.SHIPPED  # the relay brings it home
    assert browser.client.post("/carriers/webhooks/nobody", base_url=browser.base).status_code == 404
