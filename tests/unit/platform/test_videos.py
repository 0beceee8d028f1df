"""A film is told by its content, and tells nobody where it was taken."""

import pytest

from core.platform import videos
from tests.factories.films import box, make_film


def test_a_film_is_kept_without_the_place_it_was_taken_at() -> None:
    film = make_film()
    clean = videos.clean(film)
    assert (clean.width, clean.height) == (640, 360)
    assert b"+52.5+13.4/" in film
    assert b"+52.5+13.4/" not in clean.content
    assert len(clean.content) == len(film)
    assert clean.content.endswith(film[-1000:])


def test_a_film_that_stands_on_its_side_is_measured_upright() -> None:
    clean = videos.clean(make_film(turned=True))
    assert (clean.width, clean.height) == (360, 640)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html>" * 50,
        make_film()[:300],
        make_film(codec=b"mp4v"),
        make_film(codec=b"mp4a"),
        make_film(width=0, height=0),
        make_film(width=9000),
        box(b"ftyp", b"qt  ", bytes(4)) + make_film()[24:],
        box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", b"x"),
        b"\x00\x00\x00\x01ftyp" + bytes(8),
    ],
)
def test_what_browsers_do_not_play_is_refused(content: bytes) -> None:
    with pytest.raises(videos.VideoUnreadable):
        videos.clean(content)


def test_a_film_has_its_limit() -> None:
    with pytest.raises(videos.VideoTooHeavy):
        videos.clean(make_film() + bytes(videos.MAX_BYTES))
