"""A tour of the storefront with a camera: its main pages, in languages, widths and schemes, as a shopper sees them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HOSTS = {"en": "localhost", "zh": "localhost", "ru": "ru.localhost", "de": "eu.localhost"}
WIDTHS = {375: 740, 768: 1024, 1440: 900}
TOUCHED = {375, 768}  # held in a hand
SCHEMES = ("light", "dark")
SEARCHES = {"en": "lamp", "zh": "灯", "ru": "лампа", "de": "Lampe"}
LOG_IN = {"email": "shopper@demo.example", "password": "entrepot-demo"}
PAGES = ("home", "listing", "search", "product", "store", "cart", "checkout", "account", "order", "log-in")
SHOTS = len(PAGES) * len(HOSTS) * len(WIDTHS) * len(SCHEMES)
ANSWER: Any = {
    "name": "consent",
    "value": "1.a-mark-of-tours.",
}  # as the button that agrees to nothing leaves it
PATIENCE_MS = 20_000
# A picture in a fold that is closed never comes.
DECODED = """Promise.race([
    Promise.all([...document.images].filter(one => one.checkVisibility()).map(one => one.decode().catch(() => null))),
    new Promise(done => setTimeout(done, 3000)),
])"""


@dataclass(frozen=True)
class Stop:
    """A page of the tour, in a language."""

    name: str
    address: str
    signed_in: bool


def take(port: int, folder: Path, chromium: str | None) -> Iterator[Path]:
    """Take every picture of a running demo shop into a folder, and give each path as it comes.

    Raises playwright's Error where there is no browser or the shop does not answer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _browser(chromium) as browser:
        for language, host in HOSTS.items():
            root = f"http://{host}:{port}/{language}"
            session = browser.new_context()
            stops = _plan(session, root, SEARCHES[language])
            for scheme, width in product(SCHEMES, WIDTHS):
                yield from _walk(browser, session, stops, scheme, width, folder / language)
            session.close()


@contextmanager
def _browser(chromium: str | None) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


def _plan(session: BrowserContext, root: str, words: str) -> list[Stop]:
    """Enter as the demo shopper, put something into the cart, and find the addresses."""
    session.set_default_timeout(PATIENCE_MS)
    session.add_cookies([{**ANSWER, "url": root}])
    page = session.new_page()
    _log_in(page, root)
    listing = _first(page, f"{root}/", "main a[href*='/c/']")
    goods = _first(page, listing, ".product-card:not(.product-card--sold-out) a[href*='/p/']")
    _fill_cart(page, root, goods)
    addresses = {
        "home": f"{root}/",
        "listing": listing,
        "search": f"{root}/search?q={words}",
        "product": goods,
        "store": _first(page, goods, "main a[href*='/m/']"),
        "cart": f"{root}/cart",
        "checkout": f"{root}/checkout",
        "account": f"{root}/account",
        "order": _first(page, f"{root}/account/orders", "main a[href*='/orders/']"),
        "log-in": f"{root}/login",
    }
    page.close()
    return [Stop(name, address, name != "log-in") for name, address in addresses.items()]


def _log_in(page: Page, root: str) -> None:
    page.goto(f"{root}/login")
    for name, value in LOG_IN.items():
        page.locator(f"main [name={name}]").fill(value)
    page.locator("main form:has([name=password]) [type=submit]").click()
    page.wait_for_url(lambda address: "/login" not in address)


def _first(page: Page, address: str, selector: str) -> str:
    page.goto(address)
    return str(page.locator(selector).first.evaluate("link => link.href")).partition("#")[0]


def _fill_cart(page: Page, root: str, goods: str) -> None:
    page.goto(f"{root}/cart")
    if page.locator(".cart-group").count() == 0:
        page.goto(goods)
        page.locator("main form[action*='/cart'] [type=submit]").first.click()
        page.locator("#cart-notice").wait_for()


def _walk(
    browser: Browser, session: BrowserContext, stops: list[Stop], scheme: str, width: int, folder: Path
) -> Iterator[Path]:
    look: dict[str, Any] = {"viewport": {"width": width, "height": WIDTHS[width]}, "color_scheme": scheme}
    look |= {"has_touch": width in TOUCHED, "is_mobile": width in TOUCHED}
    known = browser.new_context(storage_state=session.storage_state(), **look)
    stranger = browser.new_context(**look)
    stranger.add_cookies([{**ANSWER, "url": stops[0].address}])
    for stop in stops:
        page = (known if stop.signed_in else stranger).new_page()
        page.goto(stop.address, wait_until="networkidle")
        _unroll(page, width)
        path = folder / f"{stop.name}-{width}-{scheme}.png"
        page.screenshot(path=path)
        page.close()
        yield path
    known.close()
    stranger.close()


def _unroll(page: Page, width: int) -> None:
    """Make the screen as tall as the page, so that what waits to be scrolled to is there, and bars lie at the end."""
    for _ in range(2):  # parts that come late make it taller once more
        tall = int(page.evaluate("Math.ceil(document.documentElement.scrollHeight)"))
        page.set_viewport_size({"width": width, "height": max(tall, WIDTHS[width])})
        page.wait_for_load_state("networkidle")
        page.evaluate(DECODED)
