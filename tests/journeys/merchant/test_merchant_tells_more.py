"""What a merchant says of its goods reaches the shopper, and who waited for them hears that they are back."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.factories.films import make_film
from tests.pages.portal import empty_shelves, fill_shelf, open_portal, open_product
from tests.pages.storefront import Storefront


@pytest.mark.journey
def test_prices_safety_a_film_and_sizes_reach_the_page(
    storefront: Callable[..., Storefront], visit: Callable[..., Page], shop: str
) -> None:
    portal = open_portal(visit, shop)
    product = open_product(portal, "Dried Rosebuds for Tea")
    portal.get_by_role("link", name="List prices, content, safety, film").click()
    portal.locator("[name=content]").first.fill("250")
    portal.locator("[name=unit]").first.select_option("g")
    portal.get_by_role("button", name="Save", exact=True).first.click()
    expect(portal.get_by_role("status")).to_contain_text("The net content is saved.")
    portal.locator("summary", has_text="List prices on the sites").first.click()
    global_dollars = portal.locator("form", has=portal.locator("label", has_text="USD")).first
    global_dollars.locator("[name=amount]").fill("much")
    global_dollars.get_by_role("button").click()
    expect(portal.get_by_role("alert")).to_contain_text("Please type an amount")
    global_dollars.locator("[name=amount]").fill("9000")
    global_dollars.get_by_role("button").click()
    expect(portal.get_by_role("status")).to_contain_text("The list price is set.")
    for field, words in (
        ("", "Clay & Co."),
        ("_address", "Kiln Street 1, Jingdezhen"),
        ("_contact", "clay@kiln.example"),
    ):
        portal.locator(f"[name=manufacturer{field}]").fill(words)
    portal.locator("[name=warnings-en]").fill("Hot when filled.")
    portal.get_by_role("button", name="Save safety data").click()
    expect(portal.get_by_role("status")).to_contain_text("The safety data are saved.")
    film = {"name": "film.mp4", "mimeType": "video/mp4", "buffer": make_film()}
    portal.locator("[name=video]").set_input_files([film])
    portal.get_by_role("button", name="Add film").click()
    expect(portal.get_by_role("status")).to_contain_text("The film is added.")
    for language, said in (("en", "Roses, dried by hand"), ("de", "Rosen, von Hand getrocknet")):
        _caption(portal, language, said)
    _lay_table(portal, shop)

    _read_all(storefront("global", "en"), product, "9,000.00", "per kg", "Roses, dried by hand")
    _read_all(storefront("global", "de"), product, "9.000,00", "pro kg", "Rosen, von Hand getrocknet")
    reader = storefront("global", "en")
    reader.page.goto(f"{shop}/en/p/soft-everyday-flats/sizes")
    expect(reader.page.get_by_role("columnheader", name="Foot length")).to_be_visible()
    reader.page.goto(f"{shop}/en/p/soft-everyday-flats")
    german = reader.page.locator("link[hreflang=de]").get_attribute("href")
    reader.page.goto(f"{german}/sizes")
    expect(reader.page.get_by_role("columnheader").first).to_be_visible()


def _caption(portal: Page, language: str, said: str) -> None:
    """Write down what is said in the film in a language."""
    written = f"WEBVTT\n\n00:00.000 --> 00:02.000\n{said}\n".encode()
    portal.locator("#captions-language").select_option(language)
    portal.locator("#captions").set_input_files(
        [{"name": "film.vtt", "mimeType": "text/vtt", "buffer": written}]
    )
    portal.get_by_role("button", name="Add captions").click()
    expect(portal.get_by_role("status")).to_contain_text("The captions are added.")


def _read_all(reader: Storefront, product: str, before: str, unit: str, said: str) -> None:
    """Read on the page what the merchant told, in the reader's language."""
    reader.page.goto(f"{reader.host}{product}")
    if reader.language != "en":
        other = reader.page.locator(f"link[hreflang={reader.language}]").get_attribute("href")
        reader.page.goto(f"{other}?{product.partition('?')[2]}")
    main = reader.page.locator("main")
    expect(main.locator(".price__was").first).to_contain_text(before)
    for words in (unit, "Clay & Co.", "Hot when filled."):
        expect(main).to_contain_text(words)
    expect(main.locator("video source")).to_have_attribute("type", "video/mp4")
    own = main.locator(f"track[kind=captions][srclang={reader.language}]")
    expect(own).to_have_attribute("default", "")
    assert said in reader.page.evaluate(
        "path => fetch(path).then(answer => answer.text())", own.get_attribute("src")
    )
    main.locator(".gallery__slide a").first.click()
    expect(reader.page.locator("dialog.lightbox")).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(reader.page.locator("dialog.lightbox")).to_be_hidden()
    reader.page.locator("#companions").scroll_into_view_if_needed()
    expect(reader.page.locator("#companions .product-card").first).to_be_visible()
    reader.page.goto(f"{reader.page.url.partition('?')[0]}/companions")
    expect(reader.page.locator("main .product-card").first).to_be_visible()


@pytest.mark.journey
@pytest.mark.parametrize("language", ["de", "es"])
def test_who_waits_for_a_sold_out_product_hears_that_it_is_back(
    storefront: Callable[..., Storefront], visit: Callable[..., Page], shop: str, language: str
) -> None:
    portal = open_portal(visit, shop)
    product = open_product(portal, "Sake Carafe and Cups")
    taken = empty_shelves(portal)
    email = f"waiting-{uuid4().hex[:8]}@example.org"
    waiting = storefront("global", language)
    waiting.page.goto(f"{shop}{product}")
    own = waiting.page.locator(f"link[hreflang={language}]").get_attribute("href")
    waiting.page.goto(f"{own}?{product.partition('?')[2]}")
    waiting.link("Tell me when it is back").click()
    waiting.page.locator("#alert-email").fill("nirgends")
    waiting.button("Tell me when it is back").click()
    expect(waiting.page.locator("#alert-email")).to_have_attribute("aria-invalid", "true")
    waiting.page.locator("#alert-email").fill(email)
    waiting.button("Tell me when it is back").click()
    expect(waiting.page.locator("#alert-form .notice")).to_be_visible()
    link = _link_of_mail(waiting, email, "/alerts/")
    waiting.page.goto(link)
    waiting.button("Yes, tell me").click()
    expect(waiting.page.locator("h1")).to_have_text(waiting.words("We will write to you once it is back."))

    variant = waiting.page.locator("main a.strong").get_attribute("href")
    for units in taken:
        fill_shelf(portal, units)
    assert variant is not None
    assert variant in _link_of_mail(waiting, email, "/p/")
    waiting.page.goto(f"{shop}/{language}/alerts?{variant.partition('?')[2]}")
    expect(waiting.button("Tell me when it is back")).to_be_visible()


@pytest.mark.journey
def test_terms_of_return_are_changed_within_the_law(visit: Callable[..., Page], shop: str) -> None:
    portal = open_portal(visit, shop)
    portal.get_by_role("link", name="Returns policy").click()
    before = portal.locator("#days").input_value()
    portal.locator("#days").fill("7")
    portal.locator("form", has=portal.locator("#days")).evaluate("form => { form.noValidate = true }")
    portal.get_by_role("button", name="Save", exact=True).click()
    expect(portal.get_by_role("alert")).to_contain_text("from 14 days")
    portal.locator("#days").fill(before)
    portal.get_by_role("button", name="Save", exact=True).click()
    expect(portal.get_by_role("status")).to_contain_text("The terms are saved.")


def _lay_table(portal: Page, shop: str) -> None:
    """Add a table of sizes for a category without one, and take it away again."""
    portal.goto(f"{shop}/merchant/size-guides")
    portal.locator("#category").select_option("garden-patio")
    portal.locator("[name=headings-en]").fill("Size | Height")
    portal.locator("[name=rows]").fill("S | 20 cm\nM")
    portal.get_by_role("button", name="Add size guide").click()
    expect(portal.get_by_role("alert")).to_contain_text("as many cells as there are headings")
    portal.locator("[name=rows]").fill("S | 20 cm\nM | 30 cm")
    portal.get_by_role("button", name="Add size guide").click()
    expect(portal.get_by_role("status")).to_contain_text("The size guide is added.")
    portal.get_by_role("button", name="Take this size guide away").click()
    expect(portal.get_by_role("status")).to_contain_text("The size guide is taken away.")


def _link_of_mail(reader: Storefront, email: str, part: str) -> str:
    """Give the address with a part in it from the newest mail to somebody, once it is there."""
    for _ in range(40):
        reader.page.goto(f"{reader.host}/{reader.language}/mailbox")
        mails = reader.page.locator("main li, main tr", has_text=email)
        if mails.count():
            mails.first.get_by_role("link").first.click()
            written = reader.page.content()
            found = re.search(rf"https?://[^\s\"<&]+{part}[^\s\"<&]+", written)
            if found:
                return found[0]
        reader.page.wait_for_timeout(500)
    raise AssertionError(f"no mail with {part} came to {email}")
