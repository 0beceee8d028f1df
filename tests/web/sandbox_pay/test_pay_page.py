"""The hosted pay page of the sandbox company: another company's page, closed where it is not offered."""

import pytest

from core.kernel.money import Money
from core.payments.gateways.sandbox import provider
from core.payments.gateways.sandbox.types import Scenario, Session, Status
from core.platform.settings import override
from tests.factories.sandbox import EU, Browser
from tests.factories.shop import Shop

BACK = f"{EU}/de/checkout/return/token"


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser()


@pytest.fixture
def opened(shop: Shop) -> Session:
    return open_session("en")


def open_session(language: str) -> Session:
    return provider.open_session(
        order_number=f"PAY-{language}",
        amount=Money(123_450, "PLN"),
        return_url=BACK,
        webhook_url=f"{EU}/payments/webhooks/sandbox",
        language=language,
    )


def status_of(opened: Session) -> Status:
    return provider.show(opened.reference).status


def test_the_page_names_the_merchant_and_the_amount(browser: Browser, opened: Session) -> None:
    page = browser.get(f"/sandbox-pay/{opened.reference}")
    assert page.status_code == 200
    assert "1,234.50" in page.text
    assert '<button class="act" type="submit">Pay</button>' in page.text
    assert "Cancel and return" in page.text
    assert page.text.count('type="radio"') == len(Scenario)
    assert page.text.count(" checked") == 1


def test_the_page_is_nobodys_to_keep_and_runs_no_script(browser: Browser, opened: Session) -> None:
    page = browser.get(f"/sandbox-pay/{opened.reference}")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("language", ["en", "ru", "zh", "es", "de", "fr", "pl"])
def test_the_page_speaks_the_language_of_the_payment(language: str, browser: Browser) -> None:
    tag = "zh-Hans" if language == "zh" else language
    page = browser.get(f"/sandbox-pay/{open_session(language).reference}")
    assert f'<html lang="{tag}" dir="ltr">' in page.text


def test_paying_returns_to_the_shop(browser: Browser, opened: Session) -> None:
    answer = browser.post(f"/sandbox-pay/{opened.reference}/payment", scenario="success")
    assert (answer.status_code, answer.location) == (303, BACK)
    assert status_of(opened) == Status.APPROVED


def test_paying_without_a_choice_succeeds(browser: Browser, opened: Session) -> None:
    browser.post(f"/sandbox-pay/{opened.reference}/payment")
    assert status_of(opened) == Status.APPROVED


def test_paying_twice_returns_to_the_shop_twice_and_pays_once(browser: Browser, opened: Session) -> None:
    for scenario in ("decline", "success"):
        assert browser.post(f"/sandbox-pay/{opened.reference}/payment", scenario=scenario).location == BACK
    assert status_of(opened) == Status.FAILED


def test_an_invented_scenario_is_not_found(browser: Browser, opened: Session) -> None:
    assert browser.post(f"/sandbox-pay/{opened.reference}/payment", scenario="free").status_code == 404
    assert status_of(opened) == Status.OPEN


def test_canceling_returns_without_paying(browser: Browser, opened: Session) -> None:
    assert browser.post(f"/sandbox-pay/{opened.reference}/cancellation").location == BACK
    assert status_of(opened) == Status.CANCELED


@pytest.mark.parametrize(("answer", "status"), [("approve", Status.VERIFIED), ("refuse", Status.FAILED)])
def test_the_bank_asks_once_more(answer: str, status: Status, browser: Browser, opened: Session) -> None:
    question = browser.post(f"/sandbox-pay/{opened.reference}/payment", scenario="challenge").location
    assert browser.get(f"/sandbox-pay/{opened.reference}").location == question
    page = browser.get(question)
    assert "Approve" in page.text
    assert "Refuse" in page.text
    assert browser.post(question, answer=answer).location == BACK
    assert status_of(opened) == status


def test_there_is_no_question_where_the_bank_asks_none(browser: Browser, opened: Session) -> None:
    page = f"/sandbox-pay/{opened.reference}"
    assert browser.get(f"{page}/challenge").location == page
    browser.post(f"{page}/challenge", answer="approve")
    assert status_of(opened) == Status.OPEN


def test_a_browser_that_never_returns_ends_on_a_page_without_a_way_back(
    browser: Browser, opened: Session
) -> None:
    end = browser.post(f"/sandbox-pay/{opened.reference}/payment", scenario="no_return").location
    page = browser.get(end)
    assert "You may close this window." in page.text
    assert BACK not in page.text
    assert status_of(opened) == Status.APPROVED


def test_a_payment_that_is_done_shows_the_way_back(browser: Browser, opened: Session) -> None:
    provider.decide(opened.reference, Scenario.DECLINE)
    page = browser.get(f"/sandbox-pay/{opened.reference}")
    assert "The payment was declined" in page.text
    assert f'href="{BACK}"' in page.text
    assert "Pay</button>" not in page.text


def test_another_page_can_not_pay_for_the_shopper(browser: Browser, opened: Session) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        answer = browser.client.post(
            f"/sandbox-pay/{opened.reference}/payment", base_url=browser.base, headers=headers
        )
        assert answer.status_code == 403
    assert status_of(opened) == Status.OPEN


def test_an_invented_payment_is_not_found(browser: Browser) -> None:
    assert browser.get("/sandbox-pay/sbx_invented").status_code == 404
    assert browser.post("/sandbox-pay/sbx_invented/payment").status_code == 404


def test_a_shop_without_the_sandbox_has_no_such_page(browser: Browser, opened: Session) -> None:
    override(payment_gateways=())
    assert browser.get(f"/sandbox-pay/{opened.reference}").status_code == 404
    assert browser.post(f"/sandbox-pay/{opened.reference}/payment").status_code == 404
    assert status_of(opened) == Status.OPEN
