"""Uploading a picture, from the form to the files that shoppers get."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.catalog import queries as catalog
from core.kernel.event import Event
from core.kernel.ids import MediaId
from core.media.events import PictureAccepted
from core.platform import images
from core.platform.db import reading, session
from core.platform.outbox import Message
from tests.factories.consoles import BASE, Console
from tests.factories.sandbox import shop_app
from tests.factories.shop import Shop
from workers.images import make_renditions

pytestmark = pytest.mark.usefixtures("data")


def picture(width: int = 900, height: int = 600) -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(file, "PNG")
    return file.getvalue()


def upload(console: Console, shop: Shop, content: bytes, name: str = "lamp.png") -> TestResponse:
    form = {"picture": (BytesIO(content), name), "alt": "A lamp & its shade", "language": "de"}
    return console.post(f"/products/{shop.products['lamp']}/pictures", **form)


def pictures_of(shop: Shop) -> list[MediaId]:
    with reading():
        lamp = catalog.get_product(shop.products["lamp"], ("de",), merchant_id=shop.lumen)
        return [one.media_id for one in lamp.pictures]


def carry_out_newest() -> None:
    """Do the job that follows the newest accepted picture."""
    with reading():
        rows = select(Message).where(Message.name == PictureAccepted.__name__).order_by(Message.id.desc())
        message = session().scalars(rows).first()
        assert message is not None
        event = Event.restore(message.name, message.payload)
    make_renditions(event)


def test_a_picture_is_accepted_drawn_and_served(shop: Shop, console: Console, data: Path) -> None:
    before = pictures_of(shop)
    answer = upload(console, shop, picture())
    assert answer.status_code == 303
    assert len(pictures_of(shop)) == len(before) + 1
    page = console.get(f"/products/{shop.products['lamp']}").text
    assert "its sizes are being made" in page
    carry_out_newest()
    page = console.get(f"/products/{shop.products['lamp']}").text
    served = re.findall(r"/media/[\w/.-]+\.(?:webp|jpg)", page)
    assert served
    file = console.client.get(served[0], base_url=BASE)
    assert file.status_code == 200
    assert "immutable" in file.headers["Cache-Control"]
    assert Image.open(BytesIO(file.data)).width >= 100
    german = console.client.get("/de/p/mondlampe", base_url=BASE)
    assert "A lamp &amp; its shade" in german.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"this is a letter, not a picture", "We cannot read this picture."),
        (b"", "We cannot read this picture."),
        (picture()[:200], "We cannot read this picture."),
    ],
)
def test_what_is_no_picture_is_refused_beside_its_field(
    shop: Shop, console: Console, content: bytes, said: str
) -> None:
    before = pictures_of(shop)
    answer = upload(console, shop, content)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="picture-error"' in answer.text
    assert 'value="A lamp &amp; its shade"' in answer.text
    assert 'value="de" selected' in answer.text
    assert pictures_of(shop) == before


def test_a_picture_with_too_many_pixels_is_refused(
    shop: Shop, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 1000)
    answer = upload(console, shop, picture())
    assert answer.status_code == 422
    assert "This picture is too large." in answer.text


def test_a_picture_that_weighs_too_much_is_refused_in_words(
    shop: Shop, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "MAX_BYTES", 100)
    answer = upload(console, shop, picture())
    assert answer.status_code == 422
    assert "This file is too large." in answer.text


def test_a_body_beyond_all_measure_is_not_read(
    shop: Shop, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shop_app().config["MAX_CONTENT_LENGTH"] > images.MAX_BYTES
    monkeypatch.setitem(shop_app().config, "MAX_CONTENT_LENGTH", 1000)
    answer = upload(console, shop, picture())
    assert answer.status_code == 413
    assert "That is too large." in answer.text


def test_no_file_chosen_is_said(shop: Shop, console: Console) -> None:
    answer = console.post(f"/products/{shop.products['lamp']}/pictures", alt="nothing")
    assert answer.status_code == 422
    assert "Please choose a picture." in answer.text
