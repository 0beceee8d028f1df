import re
from pathlib import Path

from core.catalog.types import ProductState
from core.kernel.ids import MediaId
from core.media.types import MediaFace, MediaState, Rendition
from core.orders.types import OrderState, PurchaseState
from core.payments.types import PaymentState, RefundState
from web.shared.pictures import picture_of

BADGES = (Path(__file__).parents[3] / "web" / "shared" / "components" / "state.html").read_text("utf-8")


def test_every_state_a_page_may_show_has_a_word_and_an_icon() -> None:
    drawn = set(re.findall(r"^  '(\w+)': \(_\('[^']+'\), '\w+', '[\w-]+'\),$", BADGES, re.MULTILINE))
    states = {
        state.value
        for kind in (OrderState, PurchaseState, PaymentState, RefundState, ProductState)
        for state in kind
    }
    assert states - drawn == set()


def test_a_pending_medium_keeps_its_place_and_color() -> None:
    face = MediaFace(id=MediaId(1), state=MediaState.PENDING, width=1200, height=900, color="#f4ece0")
    picture = picture_of(face, "A teapot")
    assert picture is not None
    assert (picture.src, picture.width, picture.height, picture.color) == ("", 1200, 900, "#f4ece0")


def test_a_ready_medium_offers_both_formats() -> None:
    files = tuple(
        Rendition(name=f"a/{width}.{kind}", extension=kind, width=width, height=width)
        for width in (160, 480, 1200)
        for kind in ("webp", "jpg")
    )
    face = MediaFace(
        id=MediaId(1), state=MediaState.READY, width=1200, height=1200, color="#f4ece0", renditions=files
    )
    picture = picture_of(face, "A teapot")
    assert picture is not None
    assert picture.src == "/media/a/480.jpg"
    assert picture.webp == "/media/a/160.webp 160w, /media/a/480.webp 480w, /media/a/1200.webp 1200w"
