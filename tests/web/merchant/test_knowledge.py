"""What a merchant says of its goods beyond words and pictures, and who may."""

import re
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from core.merchants import queries as merchants
from core.merchants.types import ReturnPayer
from core.platform.db import reading
from core.pricing import queries as pricing
from tests.factories.consoles import BASE, Console
from tests.factories.films import make_film
from tests.factories.sandbox import shop_app
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.web.storefront.reading import alternates, linked, visit

pytestmark = pytest.mark.usefixtures("data")


def place(shop: Shop, what: str, product: str = "lamp") -> str:
    return f"/products/{shop.products[product]}/{what}"


def test_a_list_price_is_set_and_taken_back(console: Console, shop: Shop) -> None:
    site, lamp = shop.sites["global"].id, shop.variants["LAMP-BLACK"]
    form = {"variant": lamp, "site": site, "currency": "USD"}
    assert console.post(place(shop, "list-price"), **form, amount="39,90").status_code == 303
    assert "39.90" in console.get(place(shop, "knowledge")).text
    assert "Price before: US$39.90" in words_of(visit("/en/p/moon-lamp").text)
    for odd in ("much", "0", "-3"):
        again = console.post(place(shop, "list-price"), **form, amount=odd)
        assert again.status_code == 422
        assert f'value="{odd}"' in again.text
    assert console.post(place(shop, "list-price"), **form, amount="").status_code == 303
    with reading():
        assert pricing.list_list_prices([lamp]) == {}
    assert (
        console.post(place(shop, "list-price"), **form | {"currency": "XXX"}, amount="9").status_code == 404
    )


def test_net_content_gives_a_unit_price(console: Console, shop: Shop) -> None:
    lamp = shop.variants["LAMP-BLACK"]
    answer = console.post(place(shop, "net-content"), variant=lamp, content="0,5", unit="kg")
    assert answer.status_code == 303
    assert "US$49.80 per kg" in words_of(visit("/en/p/moon-lamp").text)
    for content, unit in (("-1", "kg"), ("x", "kg"), ("5", "stone")):
        odd = console.post(place(shop, "net-content"), variant=lamp, content=content, unit=unit)
        assert odd.status_code == 422
    assert console.post(place(shop, "net-content"), variant=lamp, content="", unit="kg").status_code == 303
    assert "per kg" not in visit("/en/p/moon-lamp").text


def test_safety_data_need_an_address(console: Console, shop: Shop) -> None:
    half = console.post(place(shop, "safety"), manufacturer="Lumen Ltd.")
    assert half.status_code == 422
    assert 'value="Lumen Ltd."' in half.text
    whole = {
        "manufacturer": "Lumen Ltd.", "manufacturer_address": "Light Road 1", "manufacturer_contact": "a@lumen.example",
        "warnings-en": "Gets warm.",
    }  # fmt: skip
    assert console.post(place(shop, "safety"), **whole).status_code == 303
    said = words_of(visit("/en/p/moon-lamp").text)
    assert "Gets warm." in said
    assert "Lumen Ltd. Light Road 1 a@lumen.example" in said


def test_a_film_is_checked_shown_and_given_in_parts(console: Console, shop: Shop) -> None:
    bad = console.post(place(shop, "video"), video=(BytesIO(b"no film"), "film.mp4"))
    assert bad.status_code == 422
    assert "We cannot read this film." in bad.text
    film = make_film()
    assert console.post(place(shop, "video"), video=(BytesIO(film), "film.mp4")).status_code == 303
    page = visit("/en/p/moon-lamp").text
    found = re.search(r'<source src="(/media/[^"]+\.mp4)" type="video/mp4">', page)
    assert found is not None
    client = shop_app().test_client(use_cookies=False)
    whole = client.get(found[1], base_url=BASE)
    assert (whole.status_code, whole.headers["Accept-Ranges"], len(whole.data)) == (200, "bytes", len(film))
    assert whole.headers["Content-Type"] == "video/mp4"
    part = client.get(found[1], base_url=BASE, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, whole.data[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(film)}"
    tail = client.get(found[1], base_url=BASE, headers={"Range": "bytes=-10"})
    assert tail.data == whole.data[-10:]
    beyond = client.get(found[1], base_url=BASE, headers={"Range": f"bytes={len(film)}-"})
    assert beyond.status_code == 416
    assert client.get("/media/00/" + "0" * 40 + ".mp4", base_url=BASE).status_code == 404
    assert console.post(place(shop, "video-removal")).status_code == 303
    assert "video/mp4" not in visit("/en/p/moon-lamp").text


def caption(console: Console, shop: Shop, language: str, words: str) -> TestResponse:
    vtt = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{words}\n".encode()
    form = {"language": language, "captions": (BytesIO(vtt), "film.vtt")}
    return console.post(place(shop, "captions"), **form)


def tracks(path: str) -> list[tuple[str, str, str, bool]]:
    """Give (address, language, label, is on) of the captions on a product's page."""
    found = re.findall(
        r'<track kind="captions" src="([^"]+)" srclang="([^"]+)" label="([^"]+)"( default)?>',
        visit(path).text,
    )
    return [(address, language, label, bool(mark)) for address, language, label, mark in found]


def test_a_film_has_captions_in_several_languages(console: Console, shop: Shop) -> None:
    assert caption(console, shop, "en", "Too early").status_code == 422
    console.post(place(shop, "video"), video=(BytesIO(make_film()), "film.mp4"))
    assert caption(console, shop, "de", "Das ist <b>Licht</b>").status_code == 303
    assert caption(console, shop, "en", "This is light").status_code == 303
    shown = tracks("/en/p/moon-lamp")
    assert [one[1:] for one in shown] == [("en", "English", True), ("de", "Deutsch", False)]
    german = urlsplit(alternates(visit("/en/p/moon-lamp"))["de"]).path
    assert [one[1:] for one in tracks(german)] == [("en", "English", False), ("de", "Deutsch", True)]
    client = shop_app().test_client(use_cookies=False)
    given = client.get(shown[1][0], base_url=BASE)
    assert (given.status_code, given.content_type) == (200, "text/vtt; charset=utf-8")
    assert given.text == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nDas ist Licht\n"
    assert "immutable" in given.headers["Cache-Control"]
    etag = given.headers["ETag"]
    assert client.get(shown[1][0], base_url=BASE, headers={"If-None-Match": etag}).status_code == 304
    assert client.get("/media/00/" + "0" * 40 + ".vtt", base_url=BASE).status_code == 404
    assert "Take away the captions in Deutsch" in console.get(place(shop, "knowledge")).text
    assert console.post(place(shop, "captions-removal"), language="de").status_code == 303
    assert [one[1] for one in tracks("/en/p/moon-lamp")] == ["en"]


def test_captions_of_another_film_go_with_it(console: Console, shop: Shop) -> None:
    console.post(place(shop, "video"), video=(BytesIO(make_film()), "film.mp4"))
    caption(console, shop, "en", "This is light")
    console.post(place(shop, "video"), video=(BytesIO(make_film()), "film.mp4"))
    assert len(tracks("/en/p/moon-lamp")) == 1
    console.post(place(shop, "video"), video=(BytesIO(make_film(turned=True)), "film.mp4"))
    assert tracks("/en/p/moon-lamp") == []


def test_wrong_captions_are_said_beside_their_field(console: Console, shop: Shop) -> None:
    console.post(place(shop, "video"), video=(BytesIO(make_film()), "film.mp4"))
    for form, said in (
        ({"language": "en"}, "Please choose a language and a WebVTT file."),
        ({"language": "xx", "captions": (BytesIO(b"WEBVTT"), "x.vtt")}, "Please choose a language"),
        ({"language": "en", "captions": (BytesIO(b"1\n00:01"), "x.srt")}, "from line 1 on"),
        ({"language": "en", "captions": (BytesIO(b"WEBVTT" * 30_000), "x.vtt")}, "up to 128 kB"),
    ):
        again = console.post(place(shop, "captions"), **form)
        assert again.status_code == 422
        assert said in again.text
        assert 'id="captions-error"' in again.text
    assert tracks("/en/p/moon-lamp") == []


def test_terms_of_return_are_within_reason(console: Console, shop: Shop) -> None:
    assert console.get("/terms").status_code == 200
    for odd in ("13", "366", "", "many"):
        again = console.post("/terms", days=odd, payer="shopper")
        assert again.status_code == 422
        assert 'aria-invalid="true"' in again.text
    assert console.post("/terms", days="45", payer="merchant", **{"note-en": "As new."}).status_code == 303
    with reading():
        terms = merchants.return_policy_of([shop.lumen], ("en",))[shop.lumen]
    assert (terms.days, terms.payer, terms.note) == (45, ReturnPayer.MERCHANT, "As new.")
    policy = linked(visit("/en/p/moon-lamp"), "Product")["offers"]["hasMerchantReturnPolicy"]
    assert policy["merchantReturnDays"] == 45


def test_a_size_guide_is_typed_line_by_line(console: Console, other_console: Console, shop: Shop) -> None:
    table = {"headings-en": "Size | Height", "rows": "S | 20 cm\nM | 30 cm", "notes-en": "By hand."}
    assert console.post("/size-guides", **table).status_code == 422
    made = console.post("/size-guides", **table, category="lamps")
    assert made.status_code == 303
    assert console.post("/size-guides", **table, category="lamps").status_code == 409
    assert "Size Height S 20 cm M 30 cm By hand." in words_of(visit("/en/p/moon-lamp/sizes").text)
    path = made.location.partition("/merchant")[2]
    assert "S | 20 cm" in console.get(path).text
    uneven = console.post(path, **table | {"rows": "S | 20 cm | 3"}, version="1")
    assert uneven.status_code == 422
    assert console.post(path, **table | {"rows": "L | 50 cm"}, version="1").status_code == 303
    late = console.post(path, **table | {"rows": "XL | 60 cm"}, version="1")
    assert late.status_code == 409
    assert "XL | 60 cm" in late.text
    assert other_console.get(path).status_code == 404
    assert other_console.post(f"{path}/removal").status_code == 404
    assert console.post(f"{path}/removal").status_code == 303
    assert visit("/en/p/moon-lamp/sizes").status_code == 404


@pytest.mark.parametrize(
    "what", ["list-price", "net-content", "safety", "video", "video-removal", "captions", "captions-removal"]
)
def test_another_merchant_s_goods_are_not_there(other_console: Console, shop: Shop, what: str) -> None:
    assert other_console.get(place(shop, "knowledge")).status_code == 404
    form = {"variant": shop.variants["LAMP-BLACK"], "amount": "1", "content": "1", "unit": "kg"}
    assert other_console.post(place(shop, what), **form).status_code == 404
