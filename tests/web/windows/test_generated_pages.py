"""Generated pages are the live ones byte for byte, are nobody's own, and are shown to nobody they are not meant for."""

from pathlib import Path

import brotli
import pytest
import zstandard

from core.catalog import service as catalog
from core.content.types import PageKind
from core.kernel.money import Money
from core.platform.db import transaction
from core.publishing.types import Address
from core.publishing.types import PageKind as GeneratedKind
from tests.factories import goods, search
from tests.factories.content import make_page
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import log_in, put_in_cart
from tests.factories.windows import Window, generate, open_window
from tests.web.storefront.reading import GLOBAL, RU, visit

KINDS = {
    "home": "/en/",
    "listing": "/en/c/home",
    "product": "/en/p/moon-lamp",
    "store": "/en/m/lumen-works",
    "brand": "/en/b/astra",
    "channel": "/en/e/summer",
    "text": "/en/pages/delivery",
    "search": "/en/search?q=moon",
}
IN_RUSSIAN = {
    "home": "/ru/",
    "listing": "/ru/c/дом",
    "product": "/ru/p/лампа-луна",
    "store": "/ru/m/lumen-works",
    "brand": "/ru/b/astra",
    "channel": "/ru/e/лето",
    "text": "/ru/pages/доставка",
    "search": "/ru/search?q=%D0%BB%D1%83%D0%BD%D0%B0",
}
WITHOUT_PRICES = {"channel", "text"}
SIGNS = {"USD": "$", "RUB": "₽", "EUR": "€"}


@pytest.fixture
def window(shop: Shop, data: Path) -> Window:
    """Give a window onto a shop with a page of every kind."""
    with transaction():
        for site, channel, text in [("global", "Summer", "Delivery"), ("ru", "Лето", "Доставка")]:
            language = shop.sites[site].default_language
            make_page(shop.sites[site].id, kind=PageKind.CHANNEL, titles={language: channel})
            make_page(shop.sites[site].id, titles={language: text})
        catalog.add_brand(code="astra", name="Astra")
        _product, made = goods.make_product(shop.lumen, brand="astra", category="pantry")
        (variant,) = made.values()
        goods.price({variant: Money(1800, "USD")})
        goods.stock(variant, shop.shenzhen, 10)
        search.index_everything()
    return open_window()


@pytest.fixture
def searched(window: Window) -> None:
    """Have a search lie there in all places that are asked for; nobody's first look draws one."""
    for site, path, currencies in [
        ("global", KINDS["search"], "USD EUR"),
        ("ru", IN_RUSSIAN["search"], "RUB USD"),
    ]:
        for currency in currencies.split():
            assert generate(Address(site, currency, path), as_of=0)


def test_every_kind_of_page_is_tried() -> None:
    assert list(KINDS) == list(IN_RUSSIAN) == [kind.value for kind in GeneratedKind]


@pytest.mark.usefixtures("searched")
@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_a_generated_page_is_the_live_one(window: Window, path: str) -> None:
    live = visit(path)
    assert live.status_code == 200
    first, again = window.get(path), window.get(path)
    assert first.headers["X-Page"] == again.headers["X-Page"] == "generated"
    assert first.data == again.data == live.data
    assert first.headers["Cache-Control"] == live.headers["Cache-Control"]
    assert first.headers["Content-Security-Policy"] == live.headers["Content-Security-Policy"]
    assert first.headers["Surrogate-Key"] == live.headers["Surrogate-Key"]
    assert first.headers["Surrogate-Key"].startswith(f"site:global page:global:{path} ")


@pytest.mark.usefixtures("searched")
@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_a_page_drawn_for_somebody_who_is_logged_in_holds_nothing_of_anybody(
    window: Window, shop: Shop, path: str
) -> None:
    browser = Browser(GLOBAL)
    log_in(browser, shop.cast.shopper)
    put_in_cart(browser, shop, "MUG", 7)
    cookies = "; ".join(f"{one.key}={one.value}" for one in browser.client._cookies.values())
    assert "entrepot=" in cookies
    with_cookies = window.get(path, Cookie=cookies)
    assert "Set-Cookie" not in with_cookies.headers
    assert "csrf_token" not in with_cookies.text
    assert shop.cast.shopper.email not in with_cookies.text
    assert with_cookies.data == window.get(path).data == open_window().get(path).data


@pytest.mark.usefixtures("searched")
@pytest.mark.parametrize("kind", KINDS)
def test_languages_sites_and_currencies_never_mix(window: Window, kind: str) -> None:
    asked = {
        ("en", "USD"): (KINDS[kind], "global", "", GLOBAL),
        ("ru", "RUB"): (IN_RUSSIAN[kind], "ru", "", RU),
        ("en", "EUR"): (KINDS[kind], "global", "a=b; currency=EUR; entrepot=x", GLOBAL),
        ("ru", "USD"): (IN_RUSSIAN[kind], "ru", "currency=USD", RU),
    }
    drawn = {
        of: window.page(path, site, **({"Cookie": cookie} if cookie else {}))
        for of, (path, site, cookie, _) in asked.items()
    }
    for (language, currency), (path, site, cookie, host) in asked.items():
        page = drawn[language, currency]
        assert page == visit(path, host, cookies=cookie).text
        assert f'<html lang="{language}"' in page
        assert signs_in(page) == (set() if kind in WITHOUT_PRICES else {SIGNS[currency]})
        again = window.get(path, site, **({"Cookie": cookie} if cookie else {}))
        assert (again.headers["X-Page"], again.text) == ("generated", page)
    if kind not in WITHOUT_PRICES:
        assert len(set(drawn.values())) == len(drawn)


def signs_in(page: str) -> set[str]:
    """Give the signs of money in the main part; the frame offers every currency of the site."""
    main = page[page.index("<main") : page.index("</main>")]
    return {sign for sign in SIGNS.values() if sign in main}


def test_a_currency_that_a_site_has_not_is_its_own(window: Window) -> None:
    dollars, rubles = window.page("/en/p/moon-lamp"), window.page("/ru/p/лампа-луна", "ru")
    assert window.page("/en/p/moon-lamp", Cookie="currency=RUB") == dollars  # not a currency of this site
    assert window.page("/en/p/moon-lamp", Cookie="currency=USD") == dollars
    assert window.page("/en/p/moon-lamp", "ru", Cookie="currency=USD") != dollars
    assert window.page("/en/p/moon-lamp") == dollars
    assert window.page("/ru/p/лампа-луна", "ru") == rubles


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/en/p/moon-lamp?variant=1", {}),
        ("/en/p/moon-lamp", {"HX_Request": "true"}),
        ("/en/p/moon-lamp", {"Cookie": 'currency="EUR"'}),
        ("/en/p/moon-lamp/delivery", {}),
        ("/en/cart", {}),
        ("/en/search", {}),
        ("/xx/p/moon-lamp", {}),
        ("/admin/", {}),
    ],
)
def test_what_is_no_plain_look_at_a_shared_page_goes_to_the_application(
    window: Window, path: str, headers: dict[str, str]
) -> None:
    window.get("/en/p/moon-lamp")
    assert "X-Page" not in window.get(path, **headers).headers


def test_a_form_and_a_host_that_is_not_ours_go_to_the_application(window: Window) -> None:
    assert window.get("/en/p/moon-lamp", method="POST").status_code == 405
    assert "X-Page" not in window.get("/en/", Host="evil.example").headers


def test_a_page_is_remembered_once_however_its_host_is_written(window: Window) -> None:
    for host in ("localhost:8000", "LocalHost:8000", "localhost", "localhost:1", "localhost.:2"):
        assert window.get("/en/", Host=host).headers["X-Page"] == "generated"
    assert len(window.layer.memory) == 1


def test_browsers_get_the_encoding_they_take(window: Window) -> None:
    plain = window.get("/en/").data
    opened = {
        "br": brotli.decompress,
        "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
    }
    for name, open_it in opened.items():
        answer = window.get("/en/", Accept_Encoding=f"gzip;q=0, {name}")
        assert answer.headers["Content-Encoding"] == name
        assert "Accept-Encoding" in answer.headers.get_all("Vary")
        assert open_it(answer.data) == plain
    assert "Content-Encoding" not in window.get("/en/", Accept_Encoding="identity, br;q=0").headers


def test_a_browser_that_has_the_page_hears_so_and_head_gives_no_body(window: Window) -> None:
    page = window.get("/en/")
    known = window.get("/en/", If_None_Match=f'"other", {page.headers["ETag"]}')
    assert (known.status_code, known.data) == (304, b"")
    assert known.headers["ETag"] == page.headers["ETag"]
    assert window.get("/en/", If_None_Match='"other"').status_code == 200
    head = window.get("/en/", method="HEAD")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == page.headers["Content-Length"]


def test_what_does_not_exist_is_not_kept_and_an_old_slug_leads_on(window: Window, data: Path) -> None:
    assert window.get("/en/p/nothing").status_code == 404
    moved = window.get("/en/p/mondlampe")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/en/p/moon-lamp")
    assert window.get("/en/p/mondlampe").headers["X-Page"] == "generated"
    notes = {path.name for path in (data / "pages").rglob("*.json")}
    assert notes == {"mondlampe.json", "sites.json"}
    assert list((data / "pages").rglob("*.html*")) == []  # a proxy would serve it as a page
