"""What search engines are told, per site."""

import gzip
import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from core.catalog import service as catalog
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.media import service as media
from core.platform.db import transaction
from tests.factories import goods, sites
from tests.factories.shop import Shop
from tests.web.storefront.reading import EU, GLOBAL, RU, visit
from web.storefront.seo import sitemap

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def locations(text: str) -> list[str]:
    return [found.text or "" for found in ElementTree.fromstring(text).iterfind(".//s:loc", NAMES)]  # noqa: S314


def test_robots_are_kept_off_personal_pages_and_shown_the_sitemap(shop: Shop) -> None:
    answer = visit("/robots.txt", RU)
    assert answer.content_type == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert {
        "Disallow: /ru/cart",
        "Disallow: /en/search",
        "Disallow: /admin",
        f"Sitemap: {RU}/sitemap.xml",
    } <= set(lines)
    assert "Disallow: /de/cart" not in lines
    rules = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")]
    open_to_all = ("/ru/", "/ru/c/дом", "/ru/p/лампа-луна", "/ru/m/lumen-works", "/en/c/home")
    assert not [path for path in open_to_all for rule in rules if path.startswith(rule)]


@pytest.mark.parametrize("base", [GLOBAL, RU, EU])
def test_every_address_of_a_site_is_there_and_answers(shop: Shop, base: str) -> None:
    parts = locations(visit("/sitemap.xml", base).text)
    languages = {
        GLOBAL: ["en", "zh", "es", "fr", "de"],
        RU: ["ru", "en"],
        EU: ["de", "fr", "es", "pl", "en"],
    }[base]
    assert sorted(parts) == sorted(
        f"{base}/sitemap-{language}-{kind}.xml" for language in languages for kind in ("pages", "products-1")
    )
    found = [one for part in parts for one in locations(visit(part.removeprefix(base), base).text)]
    written = {GLOBAL: 4 + 1 + 0 + 1 + 4, RU: 3 + 4, EU: 4 + 1 + 0 + 1 + 4}[base]
    assert len(found) == len(set(found)) == (1 + 5 + 2) * len(languages) + written
    for address in found:
        assert visit(address.removeprefix(base), base).status_code == 200


def test_each_address_names_its_other_languages(shop: Shop) -> None:
    tree = ElementTree.fromstring(visit("/sitemap-ru-products-1.xml", RU).text)  # noqa: S314
    first = tree.find("s:url", NAMES)
    assert first is not None
    assert [(link.get("hreflang"), link.get("href")) for link in first.iterfind("x:link", NAMES)] == [
        ("ru", f"{RU}/ru/p/%D0%BB%D0%B0%D0%BC%D0%BF%D0%B0-%D0%BB%D1%83%D0%BD%D0%B0"),
        ("en", f"{RU}/en/p/moon-lamp"),
        ("x-default", f"{RU}/ru/p/%D0%BB%D0%B0%D0%BC%D0%BF%D0%B0-%D0%BB%D1%83%D0%BD%D0%B0"),
    ]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", first.findtext("s:lastmod", "", NAMES))


def test_what_an_assortment_leaves_out_is_not_named(shop: Shop) -> None:
    with transaction():
        sites.make_site(
            code="narrow",
            host="narrow.localhost",
            excluded_categories=["lighting"],
            excluded_merchants=["nordwind"],
        )
        _, variants = goods.make_product(shop.lumen, titles={"en": "Spoon"}, category="kitchen")
        goods.price({id: Money(500, "EUR") for id in variants.values()})
    narrow = "http://narrow.localhost:8000"
    assert locations(visit("/sitemap-en-products-1.xml", narrow).text) == [f"{narrow}/en/p/spoon"]
    pages = locations(visit("/sitemap-en-pages.xml", narrow).text)
    assert f"{narrow}/en/c/kitchen" in pages
    assert f"{narrow}/en/m/lumen-works" in pages
    assert not {f"{narrow}/en/c/{left_out}" for left_out in ("lighting", "lamps")} & set(pages)
    assert f"{narrow}/en/m/nordwind-supply" not in pages


def test_a_large_shop_fills_several_files(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PART", 3)
    assert len(locations(visit("/sitemap.xml").text)) == 3 * 5
    one, two = (locations(visit(f"/sitemap-en-products-{part}.xml").text) for part in (1, 2))
    assert (len(one), len(two), len({*one, *two})) == (3, 1, 4)
    assert visit("/sitemap-en-products-3.xml").status_code == 404
    assert visit("/sitemap-en-products-0.xml").status_code == 404
    assert visit(f"/sitemap-en-products-{'9' * 30}.xml").status_code == 404
    assert visit("/sitemap-ru-products-1.xml").status_code == 404


def test_pictures_are_named_with_their_products(shop: Shop, data: object) -> None:
    file = BytesIO()
    Image.new("RGB", (600, 600), "teal").save(file, "PNG")
    stored = media.store_picture(file.getvalue())
    with transaction():
        media_id = media.accept_picture(stored, by=SYSTEM)
        catalog.add_picture(shop.products["lamp"], media_id, {}, by=SYSTEM)
    drawn = media.draw_renditions(stored)
    with transaction():
        media.keep_renditions(media_id, drawn)
    text = visit("/sitemap-de-products-1.xml").text
    (picture,) = re.findall(r"<image:loc>([^<]+)</image:loc>", text)
    assert picture.startswith(f"{GLOBAL}/media/")
    assert visit(picture.removeprefix(GLOBAL)).status_code == 200


def test_files_may_be_kept_for_an_hour_and_travel_compressed(shop: Shop) -> None:
    answer = visit("/sitemap-en-products-1.xml", Accept_Encoding="gzip")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert b"<urlset" in gzip.decompress(answer.data)
    assert visit("/sitemap-en-products-1.xml", If_None_Match=answer.headers["ETag"]).status_code == 304
