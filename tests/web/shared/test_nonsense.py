"""What no database can hold names nothing and changes nothing, and is nobody's bug."""

import pytest

from core.platform import db
from core.platform.db import reading, session, transaction
from tests import cast
from tests.factories.consoles import Console
from tests.factories.sandbox import EU, Browser, shop_app
from tests.factories.shop import Shop
from tests.factories.shopping import log_in
from tests.witness import unchanged

HUGE = 2**63


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser()


@pytest.mark.parametrize(
    "path",
    [
        "/en/orders/a%00b",
        "/en/checkout/return/a%00b",
        "/sandbox-pay/a%00b",
        f"/en/account/addresses/{HUGE}",
    ],
)
def test_an_address_that_cannot_be_is_not_found(browser: Browser, shop: Shop, path: str) -> None:
    log_in(browser, shop.cast.shopper)
    page = browser.get(path)
    assert page.status_code == 404
    assert "storefront.css" in page.text, "the whole page, though a statement failed in its session"


@pytest.mark.parametrize(("portal", "path"), [("merchant", f"/products/{HUGE}"), ("admin", "/orders/a%00b")])
def test_neither_is_one_in_a_console(shop: Shop, portal: str, path: str) -> None:
    person = shop.cast.merchant if portal == "merchant" else shop.cast.operator
    page = Console(portal).log_in(person).get(path)
    assert page.status_code == 404
    assert "console.css" in page.text


@pytest.mark.parametrize("path", ["/en/cart", "/en/checkout"])
def test_a_cookie_that_cannot_be_is_no_bug(shop: Shop, path: str) -> None:
    visitor = shop_app().test_client(use_cookies=False)
    answer = visitor.get(path, base_url=EU, headers={"Cookie": r'cart="\000"'})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/en/account/profile", {"name": "Robin\0Lane"}),
        ("/en/orders", {"number": "ORD-\0", "email": "robin@cast.example"}),
    ],
)
def test_a_form_that_cannot_be_kept_is_refused(
    browser: Browser, shop: Shop, path: str, fields: dict[str, str]
) -> None:
    log_in(browser, shop.cast.shopper)
    with unchanged():
        answer = browser.post(path, **fields)
    assert answer.status_code == 400
    assert "This is not possible." in answer.text


def test_a_form_token_beyond_ascii_is_a_wrong_one(browser: Browser) -> None:
    answer = browser.post("/en/login", csrf_token="é", email="robin@cast.example", password=cast.PASSWORD)
    assert answer.status_code == 403


def test_errors_of_the_database_keep_what_they_were_about_to_themselves(committed_db: str) -> None:
    secret = "the secret\0of somebody"
    with pytest.raises(db.NONSENSE) as told, reading():
        session().execute(db.text("select :secret"), {"secret": secret})
    assert "secret" not in str(told.value).replace(":secret", "").replace("%(secret)s", "")


@pytest.mark.usefixtures("db")
def test_a_session_can_be_read_from_again_after_nonsense() -> None:
    with transaction():
        pass
    with reading():
        with pytest.raises(db.NONSENSE):
            session().execute(
                db.text("select 9223372036854775808::bigint::numeric::bigint + 0, 1e30::bigint")
            )
        db.start_over()
        assert session().execute(db.text("select 1")).scalar_one() == 1
