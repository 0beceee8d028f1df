"""Every page of every site in every language: one language per page, and no sentence left in English.

A crawler starts at the home page, as a stranger and as a shopper with a cart and an order, and follows every
link and every fragment. What it reads is held against the catalogs.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from urllib.parse import urlsplit

import pytest
from babel.messages.pofile import read_po
from werkzeug.exceptions import HTTPException

from core.accounts import service as accounts
from core.platform.db import transaction
from core.platform.settings import ROOT
from tests.factories import flash
from tests.factories.purchases import make_paid_purchase
from tests.factories.sandbox import Browser, shop_app
from tests.factories.shop import Shop
from tests.factories.shopping import BERLIN, log_in, put_in_cart
from tests.web.storefront.agreeing import disagreeing, on_the_wrong_side
from web.shared.site import LANGUAGES, forget_sites

SITES = {
    "global": ("http://localhost:8000", ("en", "zh", "es", "fr", "de")),
    "ru": ("http://ru.localhost:8000", ("ru", "en")),
    "eu": ("http://eu.localhost:8000", ("de", "fr", "es", "pl", "en")),
}
SPOKEN = [
    pytest.param(site, language, id=f"{site}-{language}")
    for site, (_, languages) in SITES.items()
    for language in languages
]
MOST_PAGES = 150
CONTENT = {
    "Home",
    "Lighting",
    "Lamps",
    "Kitchen",
    "Pantry",
}  # names of the shop's own that only some languages have
NOT_FOLLOWED = re.compile(r"/(media|static|checkout/return|mailbox)/|/orders/ORD-.*/(cancellation|goods)")

PUBLIC = {"home.show", "catalog.listing", "catalog.product", "catalog.delivery", "catalog.store"}
PUBLIC |= {"cart.show", "live.show", "orders.find", "account.log_in", "account.register", "account.ask_reset"}
PUBLIC |= {"coupons.list_offers", "flash.wait"}
PERSONAL = {"account.show", "account.list_addresses", "account.add_address", "orders.mine", "orders.show"}
PERSONAL |= {"checkout.start", "cart.show", "account.list_coupons"}

_HIDDEN = re.compile(r"<(script|style|template)\b.*?</\1>", re.DOTALL)
_SPOKEN_ATTRIBUTE = re.compile(r'\b(?:aria-label|placeholder|title|alt)="([^"]*)"')
_LINK = re.compile(r'\b(?:href|hx-get)="([^"]+)"')
_PLACEHOLDER = re.compile(r"%\(\w+\)s")


@cache
def foreign(locale: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Give English texts that this language says otherwise, and patterns of those with something to fill in."""
    path = ROOT / "web" / "translations" / locale / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        pairs = [
            pair for message in read_po(file) if message.id for pair in _pairs(message.id, message.string)
        ]
    own = {said for _, said in pairs}
    english = {text for text, said in pairs if text != said} - own - CONTENT
    plain = frozenset(text for text in english if "%" not in text)
    filled = [text for text in english if "%" in text and _says_enough(text)]
    return plain, tuple(re.compile(_as_pattern(text)) for text in filled)


def _pairs(id: str | tuple[str, ...], said: str | tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(id, str):
        yield _bare(id), _bare(str(said))
    else:
        yield from ((_bare(one), _bare(said[-1])) for one in id)


def _bare(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def _says_enough(text: str) -> bool:
    return len(re.sub(r"[^A-Za-z]", "", _PLACEHOLDER.sub("", text))) >= 8


def _as_pattern(text: str) -> str:
    return ".{1,80}".join(re.escape(part).replace("%%", "%") for part in _PLACEHOLDER.split(text))


def texts_of(page: str) -> list[str]:
    """Give everything a page says: each run of text, and what is said to those who can't see."""
    shown = _HIDDEN.sub(" ", page)
    said = re.split(r"<[^>]+>", shown) + _SPOKEN_ATTRIBUTE.findall(shown)
    return [text for text in (" ".join(unescape(one).split()) for one in said) if text]


def left_in_english(page: str, language: str) -> list[str]:
    """List what a page says in English although the catalog knows better."""
    if language == "en":
        return []
    plain, filled = foreign(LANGUAGES[language][0])
    texts = texts_of(page)
    found = [text for text in texts if text in plain]
    return found + [text for text in texts for pattern in filled if pattern.fullmatch(text)]


def left_in_another_script(page: str, language: str) -> list[str]:
    """List what an English or other Latin page says in Cyrillic; languages name themselves in their own letters."""
    names = {name for _, _, name in LANGUAGES.values()}
    texts = [] if language == "ru" else texts_of(page)
    return [text for text in texts if re.search("[а-яё]{3}", text, re.IGNORECASE) and text not in names]


def crawl(browser: Browser, language: str, *starts: str) -> dict[str, str]:
    """Open the given pages and all that they lead to in this language; gives pages by endpoint and path."""
    waiting, seen = [f"/{language}{start}" for start in starts], set[str]()
    read: dict[str, str] = {}
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen or NOT_FOLLOWED.search(path):
            continue
        seen.add(path)
        asked_by_page = {"HX-Request": "true"} if "/live?" in path else {}
        answer = browser.client.get(path, base_url=browser.base, headers=asked_by_page)
        assert answer.status_code < 500, path
        if 300 < answer.status_code < 400:
            waiting.append(urlsplit(answer.location).path)
        elif answer.mimetype == "text/html":
            read[f"{endpoint_of(path)} {path}"] = answer.text
            waiting += [link for link in links_of(answer.text, language) if link not in seen]
    return read


def links_of(page: str, language: str) -> list[str]:
    """List a page's links within its own language, without what follows a question mark but for the search."""
    links = [unescape(link).partition("#")[0] for link in _LINK.findall(page)]
    return [link for link in links if link.startswith(f"/{language}/") and "next=" not in link]


def endpoint_of(path: str) -> str:
    """Name the view that answers an address."""
    try:
        endpoint, _ = shop_app().url_map.bind("localhost").match(path.partition("?")[0])
    except HTTPException:
        return "none"
    return str(endpoint)


def endpoints(read: dict[str, str]) -> set[str]:
    """Give the views whose pages were read."""
    return {name.partition(" ")[0] for name in read}


def prove(read: dict[str, str], language: str) -> None:
    """Every page says which language it is in, is in no other, and agrees with itself in numbers and directions."""
    tag = LANGUAGES[language][1]
    for name, page in read.items():
        if "<html" in page:
            assert re.findall(r"<html lang=\"([^\"]+)\"", page) == [tag], name
        assert not re.search(rf"/{language}/{language}/", page), name
        alternates = re.findall(r'hreflang="([^"]+)"', page)
        assert len(alternates) == len(set(alternates)), name
        assert left_in_english(page, language) == [], name
        assert left_in_another_script(page, language) == [], name
        assert disagreeing(texts_of(page), language) == [], name
        assert on_the_wrong_side(page) == [], name


@pytest.mark.parametrize(("site", "language"), SPOKEN)
def test_what_everybody_sees_speaks_one_language(shop: Shop, site: str, language: str) -> None:
    forget_sites()
    browser = Browser(SITES[site][0])
    sale = flash.make_live(shop, "LAMP-WHITE", site=site, per_second=1)
    doors = (
        "/",
        f"/flash/{sale.id}",
        f"/live?flash={sale.variant_id}",
        "/search?q=mug",
        "/search?q=nothing-at-all",
        "/orders",
        "/login",
        "/register",
        "/reset",
        "/live?me",
    )
    read = crawl(browser, language, *doors, "/register/sent", "/reset/sent", "/cart", "/no-such-page")
    assert endpoints(read) >= PUBLIC
    prove(read, language)


@pytest.mark.parametrize(("site", "language"), SPOKEN)
def test_what_a_shopper_sees_speaks_one_language(shop: Shop, site: str, language: str) -> None:
    forget_sites()
    person = shop.cast.shopper
    make_paid_purchase(shop, account_id=person.account_id, by=person.actor, email=person.email)
    browser = Browser(SITES[site][0])
    log_in(browser, person)
    put_in_cart(browser, shop, "MUG", 2)
    refused = browser.post(f"/{language}/checkout", email="nobody").text
    starts = (
        "/account",
        "/account/addresses",
        "/account/addresses/new",
        "/account/orders",
        "/checkout",
        "/cart",
    )
    read = crawl(browser, language, *starts) | {"checkout.refused": refused}
    if site == "eu":
        browser.post(f"/{language}/checkout", **BERLIN)
        read |= crawl(browser, language, "/checkout/shipping", "/checkout/review")
    assert endpoints(read) >= PERSONAL
    prove(read, language)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_name_that_runs_the_other_way_is_kept_apart(shop: Shop, language: str) -> None:
    forget_sites()
    person, name = shop.cast.shopper, "רוני לב"
    browser = Browser(SITES["eu"][0])
    log_in(browser, person)
    with transaction():
        accounts.change_name(person.account_id, name, by=person.actor)
    written = BERLIN | {"name": name, "street_address": "שדרות 5"}
    browser.post(f"/{language}/account/addresses/new", **written)
    put_in_cart(browser, shop, "MUG")
    browser.post(f"/{language}/checkout", **written)
    starts = ("/account", "/account/addresses", "/checkout/shipping", "/cart")
    read = crawl(browser, language, *starts)
    assert any(name in page for page in read.values())
    prove(read, language)
