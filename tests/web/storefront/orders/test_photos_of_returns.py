"""Photos of what goes back: sent with the form, seen by the shopper, the merchant and operators, by nobody else."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from core.kernel.actor import SYSTEM
from core.orders import service as orders
from core.orders.types import OrderDetail
from core.platform.db import reading, transaction
from core.returns import queries
from core.returns.types import ReturnDetail
from tests.factories.consoles import Console
from tests.factories.photos import a_photo
from tests.factories.purchases import make_shipped_order, order_of
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import log_in, words_of

pytestmark = pytest.mark.usefixtures("data")


@pytest.fixture
def browser(shop: Shop) -> Browser:
    opened = Browser()
    log_in(opened, shop.cast.shopper)
    return opened


@pytest.fixture
def order(shop: Shop) -> OrderDetail:
    made = make_shipped_order(shop, {"MUG": 2}, account_id=shop.cast.shopper.account_id)
    with transaction():
        orders.deliver_order(made.id, by=SYSTEM)
    return order_of(made)


def send(browser: Browser, order: OrderDetail, *photos: bytes, units: str = "1") -> TestResponse:
    line = order.lines[0].id
    form = {f"units-{line}": units, f"reason-{line}": "damaged", "csrf_token": "token of the form"}
    form_page = browser.get(f"/en/orders/{order.number}/returns")
    assert "Up to 5 photos, 25 MB together." in words_of(form_page.text)
    with browser.client.session_transaction(base_url=browser.base) as cookie:
        cookie["csrf_token"] = "token of the form"
    files = [(BytesIO(photo), "photo.jpg") for photo in photos]
    return browser.client.post(
        f"/en/orders/{order.number}/returns",
        base_url=browser.base,
        data={**form, "photos": files},
        headers={"Origin": browser.base},
    )


def only_return(order: OrderDetail) -> ReturnDetail:
    with reading():
        (found,) = queries.list_returns_of_orders([order.id])[order.id]
        return found


def test_photos_travel_with_the_wish_and_those_concerned_see_them(
    browser: Browser, order: OrderDetail, shop: Shop
) -> None:
    answer = send(browser, order, a_photo(made_by="Camera of Robin"), a_photo(color=(200, 10, 10)))
    assert answer.status_code == 303
    found = only_return(order)
    assert len(found.photos) == 2
    page = browser.get(answer.location)
    addresses = re.findall(r'<img src="([^"]+/photos/[0-9]+)"', page.text)
    assert len(addresses) == 2
    seen = [browser.get(addresses[0])]
    merchant = shop.cast.merchant if order.merchant_id == shop.lumen else shop.cast.other_merchant
    for console in (Console("merchant").log_in(merchant), Console("admin").log_in(shop.cast.operator)):
        address = f"/returns/{found.number}/photos/{found.photos[0].id}"
        assert address in console.get(f"/returns/{found.number}").text
        seen.append(console.get(address))
    for photo in seen:
        assert (photo.status_code, photo.content_type) == (200, "image/jpeg")
        assert photo.headers["Cache-Control"] == "private, no-store"
        assert b"Camera of Robin" not in photo.data
    assert seen[0].data == seen[1].data == seen[2].data


def test_to_everybody_else_a_photo_does_not_exist(browser: Browser, order: OrderDetail, shop: Shop) -> None:
    send(browser, order, a_photo())
    found = only_return(order)
    (photo,) = found.photos
    address = f"/en/orders/{order.number}/returns/{found.number}/photos/{photo.id}"
    other = Browser()
    assert other.get(address).status_code == 404
    log_in(other, shop.cast.other_shopper)
    assert other.get(address).status_code == 404
    assert browser.get(f"{address}0").status_code == 404
    of_merchant = shop.cast.other_merchant if order.merchant_id == shop.lumen else shop.cast.merchant
    console = Console("merchant").log_in(of_merchant)
    assert console.get(f"/returns/{found.number}/photos/{photo.id}").status_code == 404
    assert console.get(f"/returns/{found.number}").status_code == 404


def test_what_is_no_photo_is_said_beside_the_field_and_the_rest_is_kept(
    browser: Browser, order: OrderDetail, data: Path
) -> None:
    answer = send(browser, order, b"GIF89a nonsense")
    assert answer.status_code == 422
    assert "We cannot read this picture." in words_of(answer.text)
    assert 'id="photos-error"' in answer.text
    assert '<option value="damaged" selected>' in answer.text
    answer = send(browser, order, *[a_photo()] * 6)
    assert "Please choose 5 photos at most." in words_of(answer.text)
    with reading():
        assert queries.list_returns_of_orders([order.id])[order.id] == []
    assert not list(data.rglob("returns/*"))


def test_photos_of_a_refused_wish_are_taken_away_and_asked_for_again(
    browser: Browser, order: OrderDetail, data: Path
) -> None:
    answer = send(browser, order, a_photo(), units="0")
    assert answer.status_code == 422
    said = words_of(answer.text)
    assert "Choose what you want to return." in said
    assert "Please choose your photos again." in said
    assert not list(data.rglob("returns/*"))
    answer = send(browser, order, a_photo(), units="9")
    assert "Please choose your photos again." in words_of(answer.text)
