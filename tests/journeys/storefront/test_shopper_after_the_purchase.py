"""After the purchase: a parcel on its map, a paper, a question with its answer, a return, and the same once more."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.factories.photos import a_photo
from tests.pages.portal import open_portal
from tests.pages.storefront import Storefront, open_order_with


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language"), [("global", "en"), ("eu", "de"), ("ru", "ru")])
def test_a_shopper_follows_a_parcel_and_takes_the_invoice(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language, viewport={"width": 375, "height": 740})
    shop.log_in("shopper@demo.example", "entrepot-demo")
    open_order_with(shop, "Track the parcel")
    paper = shop.page.locator("a[download]").first
    with shop.page.expect_download() as download:
        paper.click()
    assert download.value.suggested_filename.endswith(".pdf")

    shop.link("Track the parcel").first.click()
    expect(shop.page.locator("h1")).to_have_text(shop.words("Where your parcel is"))
    expect(shop.page.locator("svg.route__map")).to_have_attribute("role", "img")
    expect(shop.page.locator(".timeline__entry").last).to_contain_text(shop.words("Accepted by the carrier"))
    assert shop.page.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language"), [("global", "en"), ("eu", "pl")])
def test_a_shopper_returns_something_and_thinks_better_of_it(
    storefront: Callable[..., Storefront], visit: Callable[..., Page], site: str, language: str
) -> None:
    shop = storefront(site, language)
    shop.log_in("shopper@demo.example", "entrepot-demo")
    open_order_with(shop, "Return goods")
    shop.link("Return goods").first.click()
    shop.button("Request the return").click()
    expect(shop.page.locator("main").get_by_role("alert")).to_contain_text(
        shop.words("Choose what you want to return.")
    )
    shop.page.locator("[name^=units-]").first.fill("1")
    shop.page.locator("[name^=reason-]").first.select_option("damaged")
    shop.page.locator("[name=comment]").fill("Ein Sprung im Glas")
    photos = shop.page.locator("[name=photos]")
    photos.set_input_files([{"name": "crack.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}])
    shop.button("Request the return").click()
    expect(photos).to_have_attribute("aria-invalid", "true")
    pictures = [
        FilePayload(name=f"{at}.jpg", mimeType="image/jpeg", buffer=a_photo(color=(at, 90, 90)))
        for at in (1, 2)
    ]
    photos.set_input_files(pictures)
    shop.button("Request the return").click()
    expect(shop.page.locator("main")).to_contain_text(shop.words("It arrived damaged"))
    number = re.search(r"RMA-[0-9A-Z-]+", shop.page.url)
    assert number
    expect(shop.page.locator(".return-photos img")).to_have_count(2)
    expect(shop.page.locator(".return-photos img").first).to_have_js_property("naturalWidth", 640)
    operator = visit()
    operator.goto(f"{shop.host}/admin/returns/{number[0]}")
    operator.get_by_label("E-mail").fill("admin@demo.example")
    operator.get_by_label("Password").fill("entrepot-demo")
    operator.locator("main").get_by_role("button", name="Log in").click()
    expect(operator.get_by_role("img", name="Photo 2")).to_have_js_property("naturalWidth", 640)
    shop.go("/account/returns")
    shop.page.get_by_role("link", name=number[0]).click()
    shop.button("Withdraw the return").click()
    expect(shop.page.locator("main .badge").first).to_contain_text(shop.words("Withdrawn"))


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "offered", "goods", "question", "answer"),
    [
        ("global", "en", "Cancel order", "", "Is the carafe safe in a dishwasher?", "By hand, please."),
        (
            "eu", "de", "Return goods", "Henkellose Teeschalen",
            "Vertragen die Schalen die Mikrowelle?", "Ja, bis zwei Minuten.",
        ),
    ],
)  # fmt: skip
def test_a_shopper_asks_and_the_merchant_answers(
    storefront: Callable[..., Storefront],
    visit: Callable[..., Page],
    shop: str,
    site: str,
    language: str,
    offered: str,
    goods: str,
    question: str,
    answer: str,
) -> None:
    asker = storefront(site, language)
    asker.log_in("shopper@demo.example", "entrepot-demo")
    open_order_with(asker, offered, goods)
    asker.link("Ask the merchant").first.click()
    asker.page.get_by_label(asker.words("Your message")).fill(question)
    asker.button("Send").click()
    expect(asker.page.locator(".talk")).to_contain_text(question)
    talk = asker.page.url

    portal = open_portal(visit, shop, "/messages")
    portal.locator(".list-group-item", has_text=question).get_by_role("link").click()
    portal.get_by_label("Your answer").fill(answer)
    portal.get_by_role("button", name="Send").click()
    expect(portal.get_by_role("status")).to_contain_text("Your answer is sent.")
    portal.goto(f"{shop}/merchant/returns")
    portal.locator("tbody a").first.click()
    expect(portal.locator("main")).to_contain_text("I changed my mind")
    portal.get_by_role("link", name=re.compile("^ORD-")).click()
    with portal.expect_download():
        portal.locator("a[download]").first.click()

    asker.go("/account/messages")
    expect(asker.page.locator(".talks")).to_contain_text(answer)
    asker.page.goto(talk)
    expect(asker.page.locator(".talk")).to_contain_text(answer)
    asker.button("Report these messages").click()
    expect(asker.page.locator("main")).to_contain_text(
        asker.words("You have reported these messages. Our people read them.")
    )

    operator = visit()
    operator.goto(f"{shop}/admin/messages")
    operator.get_by_label("E-mail").fill("admin@demo.example")
    operator.get_by_label("Password").fill("entrepot-demo")
    operator.locator("main").get_by_role("button", name="Log in").click()
    operator.locator(".list-group-item", has_text=answer).get_by_role("link").click()
    expect(operator.locator("main")).to_contain_text(answer)
    operator.get_by_role("link", name="See the order").click()
    with operator.expect_download():
        operator.locator("a[download]").first.click()
    operator.goto(f"{shop}/admin/returns")
    operator.locator("tbody a").first.click()
    expect(operator.locator("main")).to_contain_text("Value of the goods")


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "product", "question"),
    [("global", "en", 1, "Does it come in green?"), ("eu", "de", 2, "Gibt es das auch in Grün?")],
)
def test_a_shopper_asks_before_buying(
    storefront: Callable[..., Storefront], site: str, language: str, product: int, question: str
) -> None:
    shop = storefront(site, language)
    shop.log_in("shopper@demo.example", "entrepot-demo")
    shop.go(f"/account/messages/about/{product}")
    if not shop.button("Report these messages").count():
        shop.page.get_by_label(shop.words("Your message")).fill(question)
        shop.button("Send").click()
    expect(shop.page).to_have_url(re.compile("/account/messages/MSG-"))
    expect(shop.page.locator(".talk")).to_contain_text(question)


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language"), [("eu", "fr"), ("global", "zh")])
def test_a_shopper_buys_the_same_once_more(
    storefront: Callable[..., Storefront], site: str, language: str
) -> None:
    shop = storefront(site, language)
    shop.log_in("shopper@demo.example", "entrepot-demo")
    open_order_with(shop, "Track the parcel")
    shop.button("Buy again").first.click()
    expect(shop.page).to_have_url(re.compile("/cart$"))
    expect(shop.page.locator(".cart-line").first).to_be_visible()
