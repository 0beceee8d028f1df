"""The storefront as a shopper moves through it: found by role and name, in the shopper's language."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.pages.words import Words

ADDRESSES = {
    "DE": {
        "name": "Frieda Müller-Lüdenscheidt",
        "street_address": "Kastanienallee 12",
        "postal_code": "10435",
        "city": "Berlin",
        "phone": "030 12345678",
    },
    "RU": {
        "name": "Анна Петрова",
        "street_address": "Тверская улица, 7",
        "postal_code": "125009",
        "city": "Москва",
        "country_area": "Москва",
        "phone": "+7 912 345-67-89",
    },
    "AU": {
        "name": "Mia Chen",
        "street_address": "5 Harbour Street",
        "city": "Sydney",
        "country_area": "NSW",
        "postal_code": "2000",
        "phone": "0412 345 678",
    },
}


@dataclass
class Storefront:
    """A browser on a site, in a language."""

    page: Page
    host: str
    language: str
    words: Words

    def go(self, path: str = "/") -> None:
        self.page.goto(f"{self.host}/{self.language}{path}")

    def button(self, english: str, **facts: object) -> Locator:
        return self.page.get_by_role("button", name=self.words(english, **facts), exact=True)

    def link(self, english: str, **facts: object) -> Locator:
        return self.page.get_by_role("link", name=self.words(english, **facts), exact=True)

    def ship_to(self, country: str) -> None:
        """Choose the country that goods are sent to, in the header."""
        self.go()
        chooser = self.page.locator("#preferences-country")
        expect(chooser).not_to_have_value("")
        if chooser.input_value() != country:
            with self.page.expect_navigation():
                chooser.select_option(country)
        expect(self.page.locator("#preferences-country")).to_have_value(country)

    def search(self, for_words: str) -> None:
        """Search by the box in the header."""
        self.page.get_by_role("searchbox", name=self.words("Search")).fill(for_words)
        self.page.keyboard.press("Enter")

    def open_first_product_of(self, store: str) -> str:
        """Open the first product of a merchant that can be bought; gives its title."""
        self.go(f"/m/{store}")
        card = self.page.locator(".product-card:not(.product-card--sold-out)").first
        card.get_by_role("link").click()
        expect(self.button("Add to cart")).to_be_visible()
        return self.page.locator("h1").inner_text()

    def find_price_on_listing(self, store: str) -> str:
        """Open a merchant's goods and give the price on the card of the first one with a single price."""
        self.go(f"/m/{store}")
        card = self._plain_card()
        expect(card).to_be_visible()
        return card.locator(".price__now").inner_text()

    def open_product_of_listing(self) -> tuple[str, str]:
        """Open that product; gives its title and its price."""
        self._plain_card().get_by_role("link").click()
        expect(self.button("Add to cart")).to_be_visible()
        title = self.page.locator("h1").inner_text()
        return title, self.page.locator("main .price--large .price__now").inner_text()

    def _plain_card(self) -> Locator:
        usual = ".product-card:not(.product-card--sold-out):not(:has(.price__from)):not(:has(.price__was))"
        return self.page.locator(usual).first

    def amounts_of_lines(self, within: str = "main") -> dict[str, tuple[str, str]]:
        """Give (price of one, price of the line) as written, by title, for lines of more than one unit."""
        return {
            line.locator(".cart-line__title").inner_text(): (
                line.locator(".cart-line__unit .amount").inner_text(),
                line.locator(".cart-line__total > .amount").inner_text(),
            )
            for line in self.page.locator(f"{within} .cart-line").all()
        }

    def amounts_at_checkout(self) -> dict[str, tuple[str, str]]:
        """Give the same of the lines beside the checkout's steps: (words with the price of one, price of the line)."""
        self.page.locator("#checkout-aside .checkout-lines").wait_for(state="attached")
        return {
            str(line.locator("a").first.text_content()): (
                str(line.locator(".quiet").last.text_content()),
                str(line.locator(":scope > .amount").text_content()),
            )
            for line in self.page.locator("#checkout-aside .checkout-line").all()
        }

    def add_to_cart(self, quantity: int = 1) -> None:
        """Put the product of this page into the cart."""
        if quantity != 1:
            self.page.get_by_label(self.words("Quantity"), exact=True).fill(str(quantity))
        self.button("Add to cart").click()
        expect(self.page.locator("#cart-notice")).not_to_be_empty()

    def open_cart(self) -> str:
        """Open the cart by the header; gives its total as it is written."""
        self.page.locator("header").get_by_role("link", name=self.words("Cart")).click()
        expect(self.page).to_have_url(re.compile("/cart$"))
        return self.total("#cart-summary")

    def check_out(self, *, email: str, country: str) -> str:
        """Go from the cart to the review with the country's sample address; gives the total as it is written."""
        self.link("Checkout").click()
        self.page.get_by_label(self.words("E-mail"), exact=True).fill(email)
        self.fill_address(country)
        self.button("Continue").last.click()
        expect(self.page).to_have_url(re.compile("/checkout/shipping$"))
        self.button("Continue").last.click()
        expect(self.page).to_have_url(re.compile("/checkout/review$"))
        return self.page.locator(".checkout-total strong").inner_text().strip()

    def fill_address(self, country: str) -> None:
        """Fill the address form as its country wants it."""
        chooser = self.page.locator("main select[name=country]")
        if chooser.input_value() != country:
            self.choose_country(chooser, country)
        for part, value in ADDRESSES[country].items():
            field = self.page.locator(f"main [name={part}]")
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def choose_country(self, chooser: Locator, country: str) -> None:
        chooser.select_option(country)
        without_script = self.page.locator(
            "noscript button[name=change_country], button[name=change_country]"
        )
        if without_script.count() and without_script.first.is_visible():
            without_script.first.click()
        expect(self.page.locator(f"main select[name=country] option[value={country}]")).to_have_attribute(
            "selected", ""
        )

    def place_order(self) -> str:
        """Place the order; gives the amount that the pay page asks for."""
        self.button("Place order").click()
        expect(self.page).to_have_url(re.compile("/sandbox-pay/"))
        return self.page.locator(".bill__amount").inner_text()

    def pay(self, scenario: str = "success") -> None:
        """Pay on the gateway's page with one of its test cards."""
        card = self.page.locator(f"input[name=scenario][value={scenario}]")
        if not card.is_visible():
            self.page.locator("details summary").click()
        card.check()
        self.button("Pay").click()

    def expect_order(self, state: str) -> tuple[str, str]:
        """Wait for the order's page to say a state; gives number and total."""
        expect(self.page).to_have_url(re.compile(r"/orders/ORD-[0-9A-Z-]+$"))
        expect(self.page.locator(".order-head .badge")).to_contain_text(self.words(state), timeout=30_000)
        number = self.page.url.rsplit("/", 1)[1]
        return number, self.total(".order-layout > div:last-child")

    def read_mail(self, number: str) -> str:
        """Wait for the confirmation of a purchase in the demo's mailbox; gives its text."""
        for _ in range(30):
            self.go("/mailbox")
            mail = self.page.get_by_role("link", name=re.compile(rf"{number}(?!-\d)"))
            if mail.count():
                mail.first.click()
                return str(self.page.locator("pre").text_content())
            self.page.wait_for_timeout(1000)
        raise AssertionError(f"no mail about {number}")

    def link_in_mail(self, email: str, kind: str) -> str:
        """Wait for a mail to somebody in the demo's mailbox; gives its link to a page such as verify or reset."""
        for _ in range(30):
            self.go("/mailbox")
            for mail in self.page.locator(".mailbox__mail", has_text=email).all():
                mail.get_by_role("link").click()
                text = str(self.page.locator("pre").text_content())
                if found := re.search(rf"https?://\S+/{kind}/\S+", text):
                    return found[0]
                self.go("/mailbox")
            self.page.wait_for_timeout(1000)
        raise AssertionError(f"no mail to {email} with a link to {kind}")

    def total(self, within: str) -> str:
        """Give the total of a summary as it is written."""
        return self.page.locator(f"{within} .summary__row--total td").last.inner_text().strip()

    def log_in(self, email: str, password: str) -> None:
        self.go("/login")
        self.page.get_by_label(self.words("E-mail"), exact=True).fill(email)
        self.page.get_by_label(self.words("Password"), exact=True).fill(password)
        self.page.locator("main").get_by_role("button", name=self.words("Log in"), exact=True).click()
        expect(self.page).not_to_have_url(re.compile("/login"))


def open_order_with(shop: Storefront, link: str, goods: str = "") -> None:
    """Open the latest order that offers something, of goods with a title where one is named."""
    shop.go("/account/orders")
    hrefs = [one.get_attribute("href") for one in shop.page.locator("main a[href*='/orders/ORD-']").all()]
    for href in hrefs:
        shop.page.goto(f"{shop.host}{href}")
        if shop.link(link).count() and shop.page.locator("main").get_by_text(goods).count():
            return
    raise AssertionError(f"no order offers: {link} {goods}")
