"""Wide photographs for the tops of pages: several products on one table, with room for words at the start."""

from collections.abc import Mapping
from dataclasses import dataclass

from cli.demo.art import Color
from cli.demo.pictures import Set, developed, hang_disc
from cli.demo.studio import Dice, Palette, Size, backdrop, mirror, plinth, shade, shadow

WIDE: Size = (2000, 880)
SHADOW: Color = (38, 28, 52)


@dataclass(frozen=True, slots=True)
class Prop:
    """A piece on the table: where its middle and its foot are, how large it may be, and how high it is raised."""

    art: str
    center: int
    base: int
    box: int
    raised: int = 0
    swatch: str | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: its paper, the discs on the wall (center, height, diameter) and what stands there, back to front."""

    palette: Palette
    discs: tuple[tuple[int, int, int], ...]
    props: tuple[Prop, ...]
    horizon: float = 0.66


def draw_scene(name: str) -> bytes:
    """Draw one of the scenes as JPEG, 2000 by 880."""
    scene = SCENES[name]
    stage = Set(
        backdrop(WIDE, scene.palette, scene.horizon), [prop.art for prop in scene.props], None, scene.palette,
        Dice("scene", name),
    )  # fmt: skip
    for center, height, diameter in scene.discs:
        hang_disc(stage, (center, height), diameter)
    for at, prop in enumerate(scene.props):
        _put(stage, at, prop)
    return developed(stage.scene)


def _put(stage: Set, at: int, prop: Prop) -> None:
    stage.swatch = prop.swatch
    piece = stage.subject(at, prop.box, prop.box)
    if prop.raised:
        _raise(stage, prop, round(piece.width * 1.18))
    elif not stage.hangs(at):
        image = mirror(piece, 0.22)
        stage.scene.paste(image, (prop.center - piece.width // 2, prop.base), image)
    stage.stand(piece, prop.center, prop.base - prop.raised, hanging=stage.hangs(at))


def _raise(stage: Set, prop: Prop, width: int) -> None:
    rim = round(width * 0.10)
    table = plinth(width, prop.raised, stage.palette.prop)
    dark = shadow(WIDE, table, prop.center - width // 2, prop.base + rim, strength=0.8)
    shade(stage.scene, dark, SHADOW)
    stage.scene.paste(table, (prop.center - width // 2, prop.base - prop.raised - rim), table)


SAND = Palette((238, 229, 216), (240, 232, 221), (218, 200, 176))
BLUSH = Palette((241, 217, 207), (243, 222, 213), (224, 176, 160))
SUN = Palette((246, 226, 178), (248, 231, 190), (231, 196, 121))
SEA = Palette((190, 220, 213), (203, 228, 222), (134, 186, 176))
MIST = Palette((205, 219, 232), (216, 227, 238), (158, 186, 212))

SCENES: Mapping[str, Scene] = {
    "market": Scene(SAND, ((1440, 400, 620), (1010, 300, 240)), (
        Prop("potted-plant", 1060, 640, 330), Prop("violin", 1760, 640, 400),
        Prop("teapot", 1400, 690, 380, 120), Prop("handbag", 1700, 800, 270),
        Prop("teddy-bear", 1120, 800, 290), Prop("watch", 1460, 836, 150),
    )),
    "tea": Scene(SEA, ((1420, 380, 640),), (
        Prop("potted-plant", 1800, 640, 330), Prop("teapot", 1440, 720, 420, 90),
        Prop("teacup-without-handle", 1120, 780, 240), Prop("honey-pot", 1740, 800, 260),
        Prop("moon-cake", 1400, 836, 170),
    )),
    "winter": Scene(BLUSH, ((1480, 390, 640), (1060, 250, 200)), (
        Prop("christmas-tree", 1800, 690, 470), Prop("wrapped-gift", 1480, 730, 360, 90),
        Prop("candle", 1130, 740, 320), Prop("scarf", 1700, 820, 250), Prop("snowman", 1180, 826, 220),
    )),
    "play": Scene(SUN, ((1460, 390, 640),), (
        Prop("kite", 1090, 560, 300), Prop("locomotive", 1790, 720, 360),
        Prop("teddy-bear", 1440, 730, 400, 80), Prop("puzzle-piece", 1740, 826, 190),
        Prop("yo-yo", 1180, 810, 200),
    )),
    "outdoors": Scene(MIST, ((1460, 380, 640),), (
        Prop("tent", 1760, 720, 430), Prop("backpack", 1380, 740, 380, 60),
        Prop("compass", 1120, 800, 210), Prop("hiking-boot", 1640, 836, 220),
    )),
}  # fmt: skip
