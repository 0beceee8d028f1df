from collections.abc import Callable

import pytest

from core.accounts import queries
from core.accounts.types import SavedAddress
from core.platform.db import reading
from tests import cast
from tests.factories.shop import Shop
from tests.web.storefront.account.conftest import Browser

BERLIN = {
    "country": "DE",
    "name": "Robin Lane",
    "street_address": "Lindenweg 4",
    "city": "Berlin",
    "postal_code": "10115",
    "phone": "030 901820",
}
NEW = "/en/account/addresses/new"


@pytest.fixture
def shopper(browser: Browser) -> Browser:
    browser.post("/en/login", email="shopper@cast.example", password=cast.PASSWORD)
    return browser


@pytest.fixture
def other_shopper(open_browser: Callable[..., Browser]) -> Browser:
    browser = open_browser()
    browser.post("/en/login", email="other-shopper@cast.example", password=cast.PASSWORD)
    return browser


def book(shop: Shop) -> list[SavedAddress]:
    with reading():
        return queries.list_addresses_of(shop.cast.shopper.account_id)


def test_an_address_is_added_and_shown_as_its_country_writes_it(shopper: Browser, shop: Shop) -> None:
    answer = shopper.post(NEW, **BERLIN)
    assert (answer.status_code, answer.location) == (303, "/en/account/addresses")
    page = shopper.get("/en/account/addresses").text
    for line in ("Robin Lane", "Lindenweg 4", "10115 Berlin", "Germany", "+49 30 901820", "Default address"):
        assert line in page
    assert [saved.is_default for saved in book(shop)] == [True]


def test_each_complaint_stands_beside_its_field_with_everything_kept(shopper: Browser, shop: Shop) -> None:
    answer = shopper.post(NEW, **{**BERLIN, "postal_code": "12", "phone": "", "name": ""})
    assert answer.status_code == 422
    for field in ("postal-code", "phone", "name"):
        assert f'id="{field}-error"' in answer.text
        assert f'href="#{field}"' in answer.text
    assert "3 things need your attention" in answer.text
    assert 'value="Lindenweg 4"' in answer.text
    assert book(shop) == []


def test_another_country_has_another_form_without_javascript(shopper: Browser, shop: Shop) -> None:
    page = shopper.post(NEW, **{**BERLIN, "country": "US", "change_country": "1"})
    assert page.status_code == 200
    assert "<html" in page.text
    assert ">State</label>" in page.text
    assert 'value="Lindenweg 4"' in page.text
    assert "aria-invalid" not in page.text
    assert book(shop) == []


def test_another_country_has_another_form_by_swap(shopper: Browser, shop: Shop) -> None:
    fragment = shopper.post(
        NEW, headers={"HX-Request": "true"}, **{**BERLIN, "country": "JP", "change_country": "1"}
    )
    assert fragment.text.strip().startswith('<div class="fields" id="address-fields">')
    assert ">Prefecture</label>" in fragment.text
    assert "HX-Request" in fragment.headers["Vary"]


@pytest.mark.parametrize("country", ["XX", "", "CN"])
def test_a_country_the_site_does_not_ship_to_is_refused(shopper: Browser, shop: Shop, country: str) -> None:
    answer = shopper.post(NEW, **{**BERLIN, "country": country})
    assert answer.status_code == 422
    assert 'id="country-error"' in answer.text
    assert book(shop) == []


def test_an_address_is_edited_made_default_and_deleted(shopper: Browser, shop: Shop) -> None:
    shopper.post(NEW, **BERLIN)
    shopper.post(NEW, **{**BERLIN, "street_address": "Torstraße 9", "is_default": "1"})
    second, first = book(shop)
    assert second.address.street_address == "Torstraße 9"
    page = f"/en/account/addresses/{first.id}"
    assert 'value="Lindenweg 4"' in shopper.get(page).text
    assert shopper.post(page, **{**BERLIN, "street_address": "Lindenweg 5"}).status_code == 303
    assert shopper.post(f"{page}/default", page="/en/account/addresses").status_code == 303
    assert [saved.address.street_address for saved in book(shop)] == ["Lindenweg 5", "Torstraße 9"]
    assert shopper.post(f"{page}/removal", page="/en/account/addresses").status_code == 303
    assert [(saved.id, saved.is_default) for saved in book(shop)] == [(second.id, True)]


def test_the_other_shopper_sees_and_changes_nothing(
    shopper: Browser, other_shopper: Browser, shop: Shop
) -> None:
    shopper.post(NEW, **BERLIN)
    page = f"/en/account/addresses/{book(shop)[0].id}"
    assert other_shopper.get(page).status_code == 404
    assert other_shopper.post(page, page=NEW, **{**BERLIN, "city": "Bonn"}).status_code == 404
    assert other_shopper.post(f"{page}/default", page=NEW).status_code == 404
    assert other_shopper.post(f"{page}/removal", page=NEW).status_code == 404
    assert [saved.address.city for saved in book(shop)] == ["Berlin"]


def test_what_is_typed_is_never_markup(shopper: Browser) -> None:
    shopper.post(NEW, **{**BERLIN, "name": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in shopper.get("/en/account/addresses").text


def test_a_name_is_changed_in_the_profile(shopper: Browser) -> None:
    assert shopper.post("/en/account/profile", name="Robin Street").status_code == 303
    page = shopper.get("/en/account/profile").text
    assert "Your profile is saved." in page
    assert 'value="Robin Street"' in page
    blank = shopper.post("/en/account/profile", name=" ")
    assert blank.status_code == 422
    assert 'aria-describedby="name-error"' in blank.text
