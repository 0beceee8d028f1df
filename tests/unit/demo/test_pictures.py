"""The demo world's photographs are real JPEGs, the same every time, and a dyed product looks dyed."""

import io

import pytest
from PIL import Image

from cli.demo.art import cutout, mean_color, tint
from cli.demo.pictures import draw, draw_tile, take_count
from cli.demo.studio import Dice


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture))


@pytest.mark.parametrize("take", [0, 1, 2, 3])
def test_a_photograph_is_a_square_jpeg_and_the_same_every_time(take: int) -> None:
    first = draw(["teapot"], seed="enamel-teapot", take=take)
    cutout.cache_clear()
    assert draw(["teapot"], seed="enamel-teapot", take=take) == first
    assert (opened(first).format, opened(first).size) == ("JPEG", (1200, 1200))


def test_takes_and_seeds_give_different_pictures() -> None:
    pictures = {draw(["teapot"], seed=seed, take=take) for seed in ("one", "two") for take in (0, 1, 2)}
    assert len(pictures) == 6


def test_the_front_view_has_its_subject_in_the_middle_and_quiet_corners() -> None:
    front = opened(draw(["teapot"], seed="enamel-teapot", take=0))
    corners = [front.getpixel(spot) for spot in ((8, 8), (1190, 8), (8, 1190), (1190, 1190))]
    assert all(min(corner) > 190 for corner in corners)
    assert min(front.getpixel((600, 640))) < 150


def test_pieces_of_a_set_stand_together() -> None:
    alone = draw(["teapot"], seed="tea-set", take=1)
    together = draw(["teapot", "teacup-without-handle", "honey-pot"], seed="tea-set", take=1)
    assert opened(together).size == (1200, 1200)
    assert together != alone


def test_every_product_has_two_or_three_pictures() -> None:
    assert {take_count(f"product-{number}") for number in range(40)} == {2, 3}


@pytest.mark.parametrize(("swatch", "brightest"), [("#c0392b", 0), ("#3a7d44", 1), ("#2a5caa", 2)])
def test_a_dyed_piece_takes_the_color_of_the_swatch(swatch: str, brightest: int) -> None:
    color = mean_color(tint(cutout("t-shirt"), swatch))
    assert max(range(3), key=lambda channel: color[channel]) == brightest


def test_dyeing_keeps_the_outline_and_other_materials() -> None:
    plain, dyed = cutout("backpack"), tint(cutout("backpack"), "#2a5caa")
    assert dyed.getchannel("A").tobytes() == plain.getchannel("A").tobytes()
    spot = (plain.width // 2, round(plain.height * 0.30))
    assert sum(abs(a - b) for a, b in zip(dyed.getpixel(spot), plain.getpixel(spot), strict=True)) < 60


def test_a_variant_in_another_color_has_its_own_picture() -> None:
    plain = draw(["t-shirt"], seed="plain-tee", take=0)
    assert draw(["t-shirt"], seed="plain-tee", take=0, swatch="#1c1c1e") != plain


def test_a_category_tile_is_a_landscape_jpeg_and_the_same_every_time() -> None:
    tile = draw_tile("teapot", "kitchen")
    assert draw_tile("teapot", "kitchen") == tile
    assert (opened(tile).format, opened(tile).size) == ("JPEG", (800, 600))


def test_dice_fall_the_same_way_for_the_same_words() -> None:
    one, other = Dice("teapot", 1), Dice("teapot", 1)
    falls = [one.below(6) for _ in range(50)]
    assert falls == [other.below(6) for _ in range(50)]
    assert set(falls) == set(range(6))
