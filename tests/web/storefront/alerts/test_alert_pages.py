"""Asking to hear of what is back, and following the links of the mail."""

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.alerts import queries, service
from core.alerts.models import StockAlert
from core.alerts.types import AlertId, AlertState
from core.kernel.ids import VariantId
from core.platform.db import reading, session, transaction
from tests.factories import goods
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import SWAP, log_in, words_of

pytestmark = pytest.mark.usefixtures("db")

ROBIN = "robin@cast.example"


@pytest.fixture
def lantern(shop: Shop) -> VariantId:
    """Give a variant that nobody has any more."""
    with transaction():
        _, made = goods.make_product(
            shop.lumen, titles={"en": "Paper lantern"}, variants=[goods.make_variant("LANTERN")]
        )
        goods.price({made["LANTERN"]: goods.Money(900, "USD")})
    return made["LANTERN"]


def ask(browser: Browser, variant: int, email: str, **headers: str) -> TestResponse:
    """Send the form of a shared page, which carries no token."""
    sent = {"Origin": browser.base, **headers}
    form = {"variant": str(variant), "email": email}
    return browser.client.post("/en/alerts", base_url=browser.base, data=form, headers=sent)


def form_for(browser: Browser, variant: int) -> str:
    """Open the page of the form."""
    return browser.client.get("/en/alerts", query_string={"variant": variant}, base_url=browser.base).text


def only_alert() -> AlertId:
    with reading():
        return AlertId(session().scalars(select(StockAlert.id)).one())


def test_a_guest_asks_confirms_and_changes_the_mind(shop: Shop, lantern: VariantId) -> None:
    browser = Browser()
    assert "Paper lantern" in words_of(form_for(browser, lantern))
    answer = ask(browser, lantern, " Robin@Cast.example ")
    assert "Please open the link in the mail" in words_of(answer.text)
    assert answer.headers["Cache-Control"] == "private, no-store"
    with transaction():
        token = service.issue_token(only_alert())
    page = f"/en/alerts/{token}"
    assert "Yes, tell me" in browser.get(page).text
    with reading():
        assert queries.get_alert(only_alert()).state == AlertState.ASKED  # looking alone says nothing
    assert browser.post(page).location == page
    assert "We will write to you once it is back." in words_of(browser.get(page).text)
    assert browser.post(f"{page}/end").location == page
    assert "We will not write to you about it." in words_of(browser.get(page).text)
    assert browser.get(f"{page}/end").location == page
    with reading():
        assert queries.get_alert(only_alert()).state == AlertState.ENDED


def test_a_swap_gets_the_form_alone(shop: Shop, lantern: VariantId) -> None:
    answer = ask(Browser(), lantern, ROBIN, **SWAP)
    assert answer.text.lstrip().startswith('<div class="alert-form" id="alert-form"')


def test_a_wrong_address_stays_with_its_complaint(shop: Shop, lantern: VariantId) -> None:
    answer = ask(Browser(), lantern, "robin at home")
    assert answer.status_code == 422
    assert 'value="robin at home"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_shopper_s_own_address_needs_no_proof(shop: Shop, lantern: VariantId) -> None:
    browser = Browser()
    log_in(browser, shop.cast.shopper)
    assert f'value="{shop.cast.shopper.email}"' in form_for(browser, lantern)
    assert "We will write to you once it is back." in words_of(
        ask(browser, lantern, shop.cast.shopper.email).text
    )
    with reading():
        assert queries.get_alert(only_alert()).account_id == shop.cast.shopper.account_id


def test_what_is_there_needs_no_alert_and_what_is_not_sold_has_none(shop: Shop) -> None:
    answer = ask(Browser(), shop.variants["MUG"], ROBIN)
    assert (answer.status_code, "in stock right now" in answer.text) == (422, True)
    assert ask(Browser(), shop.variants["KETTLE"], ROBIN).status_code == 404
    assert ask(Browser(), 0, ROBIN).status_code == 404


def test_a_link_of_nobody_s_is_refused(shop: Shop) -> None:
    browser = Browser()
    assert browser.get("/en/alerts/made-up").status_code == 404
    assert browser.post("/en/alerts/made-up").status_code == 404
    assert browser.post("/en/alerts/made-up/end").status_code == 404
