from itertools import product

import pytest

from core.kernel.ids import MediaId
from core.media.policy import MEDIUM, public_name, widths_for
from core.media.types import MediaFace, MediaState, Rendition


@pytest.mark.parametrize(
    ("full", "widths"),
    [
        (1, (1,)),
        (159, (159,)),
        (160, (160,)),
        (170, (160,)),
        (300, (160, 300)),
        (480, (160, 320, 480)),
        (500, (160, 320, 480)),
        (700, (160, 320, 480, 700)),
        (1200, (160, 320, 480, 960, 1200)),
        (2000, (160, 320, 480, 960, 1200, 2000)),
        (2400, (160, 320, 480, 960, 1200, 2400)),
        (8000, (160, 320, 480, 960, 1200, 2400)),
    ],
)
def test_no_size_is_wider_than_the_original(full: int, widths: tuple[int, ...]) -> None:
    assert widths_for(full) == widths


def test_a_name_follows_from_content_width_and_format_alone() -> None:
    every = product(("a" * 64, "b" * 64), (160, 480), ("webp", "jpg"))
    assert len({public_name(*one) for one in every}) == 8
    assert public_name("a" * 64, 160, "webp") == public_name("a" * 64, 160, "webp")


@pytest.mark.parametrize(
    ("state", "moves"),
    [("pending", ["finish", "fail"]), ("failed", ["finish", "fail"]), ("ready", ["finish"])],
)
def test_what_may_become_of_a_medium(state: str, moves: list[str]) -> None:
    assert MEDIUM.moves_from(MediaState(state)) == moves


def test_a_page_gets_its_sizes_by_format() -> None:
    files = tuple(
        Rendition(f"ab/x-{width}.{kind}", kind, width, width)
        for kind in ("webp", "jpg")
        for width in (160, 480)
    )
    face = MediaFace(MediaId(1), MediaState.READY, 480, 480, "#ffffff", files)
    assert face.srcset("webp") == "/media/ab/x-160.webp 160w, /media/ab/x-480.webp 480w"
    assert [face.source(width) for width in (100, 160, 161, 900)] == [
        "/media/ab/x-160.jpg",
        "/media/ab/x-160.jpg",
        "/media/ab/x-480.jpg",
        "/media/ab/x-480.jpg",
    ]
    assert MediaFace(MediaId(1), MediaState.PENDING, 1, 1, "#ffffff").source(160) == ""
