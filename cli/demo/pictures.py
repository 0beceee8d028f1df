"""Product photographs for the demo world: vector art, a paper backdrop, soft light.

The same art, seed, take and swatch give the same bytes. Takes: 0 is the catalog front view on pale paper; the
others are drawn from a plinth, a small group and a close look.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, ImageOps

from cli.demo.art import closeup, cutout, enlarge, mean_color, mix
from cli.demo.studio import (
    Dice,
    Palette,
    Size,
    backdrop,
    disc,
    grained,
    lit,
    mirror,
    pick_palette,
    plinth,
    shade,
    shadow,
)

SQUARE: Size = (1200, 1200)
TILE: Size = (800, 600)
QUALITY = 88

# What flies hangs in the air; everything else stands on the floor.
HANGING = frozenset(
    {
        "airplane",
        "small-airplane",
        "balloon",
        "butterfly",
        "comet",
        "flying-disc",
        "flying-saucer",
        "honeybee",
        "kite",
        "parachute",
        "rocket",
        "satellite",
        "wind-chime",
    }
)

# A mirrored twin in the background would be wrong: it has a dial, letters or a hand it is made for.
READ_ONE_WAY = frozenset(
    {
        "abacus",
        "alarm-clock",
        "banjo",
        "books",
        "calendar",
        "closed-book",
        "desktop-computer",
        "flower-playing-cards",
        "guitar",
        "input-numbers",
        "joker",
        "keyboard",
        "laptop",
        "mahjong-red-dragon",
        "mantelpiece-clock",
        "musical-keyboard",
        "printer",
        "red-envelope",
        "spiral-calendar",
        "stopwatch",
        "tear-off-calendar",
        "telephone",
        "timer-clock",
        "violin",
        "watch",
    }
)

# What the takes after the front view show.
ORDERS = (
    ("plinth", "group", "close"),
    ("group", "plinth", "close"),
    ("plinth", "close", "group"),
    ("group", "close", "plinth"),
)


@dataclass(slots=True)
class Set:
    """One set in the studio: the scene being built and what it is built from."""

    scene: Image.Image
    art: Sequence[str]
    swatch: str | None
    palette: Palette
    dice: Dice

    def stand(
        self, piece: Image.Image, center: int, base: int, *, hanging: bool = False, dark: float = 1.0
    ) -> None:
        """Put a piece down with its shadow; `base` is the floor under it."""
        left = center - piece.width // 2
        mask = shadow(self.scene.size, piece, left, base, lift=0.6 if hanging else 0.0, strength=dark)
        shade(self.scene, mask, mix(self.palette.floor, (38, 28, 52), 0.72))
        top = base - piece.height - (round(piece.height * 0.09) if hanging else 0)
        dressed = lit(piece, self.palette.floor)
        self.scene.paste(dressed, (left, top), dressed)

    def subject(self, at: int, width: float, height: float) -> Image.Image:
        """Give one of the pieces, as large as fits the box."""
        piece = cutout(self.art[at % len(self.art)], self.swatch)
        scale = min(width / piece.width, height / piece.height)
        return enlarge(piece, round(piece.width * scale), round(piece.height * scale))

    def hangs(self, at: int) -> bool:
        return self.art[at % len(self.art)] in HANGING


def take_count(seed: str) -> int:
    """Say how many pictures a product has: two, and one in three products three."""
    return 2 + Dice(seed, "takes").below(3) // 2


def draw(art: Sequence[str], *, seed: str, take: int, swatch: str | None = None) -> bytes:
    """Draw one product photograph as JPEG, 1200 by 1200; a swatch (#rrggbb) dyes the product."""
    dice = Dice(seed, take)
    color = mean_color(cutout(art[0], swatch))
    if take == 0:
        paper = pick_palette(color, Dice(seed, "paper")).pale(0.10 if min(color) > 178 else 0.58)
        return developed(_front(art, swatch, paper, dice))
    palette = pick_palette(color, dice)
    return developed(_SETS[view(art, seed=seed, take=take)](art, swatch, palette, dice))


def view(art: Sequence[str], *, seed: str, take: int) -> str:
    """Name what a take shows: front, plinth, group or close."""
    if take == 0:
        return "front"
    order = ORDERS[Dice(seed, "order").below(4)] if len(art) == 1 else ORDERS[1]
    return order[(take - 1) % 3]


def draw_tile(art: str, seed: str) -> bytes:
    """Draw the picture of a category as JPEG, 800 by 600."""
    dice = Dice(seed, "tile")
    palette = pick_palette(mean_color(cutout(art)), dice)
    stage = Set(backdrop(TILE, palette, 0.70), [art], None, palette, dice)
    hang_disc(stage, (TILE[0] // 2, 262), 440)
    piece = stage.subject(0, 470, 400)
    stage.stand(piece, TILE[0] // 2, 318 + piece.height // 2, hanging=stage.hangs(0))
    return developed(stage.scene)


def _front(art: Sequence[str], swatch: str | None, palette: Palette, dice: Dice) -> Image.Image:
    stage = Set(backdrop(SQUARE, palette, dice.between(0.60, 0.68)), art, swatch, palette, dice)
    piece = stage.subject(0, dice.between(820, 880), dice.between(770, 810))
    base = min(1000, 640 + piece.height // 2)
    stage.stand(piece, round(dice.between(588, 606)), base, hanging=stage.hangs(0))
    return stage.scene


def _on_plinth(art: Sequence[str], swatch: str | None, palette: Palette, dice: Dice) -> Image.Image:
    stage = Set(backdrop(SQUARE, palette, 0.68), art, swatch, palette, dice)
    piece = stage.subject(0, 640, 600)
    center = 600
    hang_disc(stage, (round(dice.between(480, 720)), 480), round(dice.between(620, 760)))
    width, height = max(520, round(piece.width * 1.22)), round(dice.between(110, 170))
    table = plinth(width, height, palette.prop)
    top = 1010 - height - table.height // 8
    foot = top + height
    shade(
        stage.scene,
        shadow(SQUARE, table, center - width // 2, foot + round(width * 0.10), strength=0.8),
        mix(palette.floor, (38, 28, 52), 0.72),
    )
    stage.scene.paste(table, (center - width // 2, top), table)
    stage.stand(piece, center, top + round(width * 0.10), hanging=stage.hangs(0))
    return stage.scene


def _group(art: Sequence[str], swatch: str | None, palette: Palette, dice: Dice) -> Image.Image:
    stage = Set(backdrop(SQUARE, palette, 0.60), art, swatch, palette, dice)
    places = _places(len(art), 1 if dice.below(2) else -1)
    for behind, (center, base, box) in reversed(list(enumerate(places))):
        piece = stage.subject(behind, box, box)
        if behind:
            piece = _behind(piece, palette, turned=len(art) == 1 and art[0] not in READ_ONE_WAY)
        elif not stage.hangs(0):
            image = mirror(piece, 0.30)
            stage.scene.paste(image, (center - piece.width // 2, base), image)
        stage.stand(piece, center, base, hanging=stage.hangs(behind), dark=0.8 if behind else 1.0)
    return stage.scene


def _places(pieces: int, side: int) -> list[tuple[int, int, int]]:
    """Where the pieces of a group stand, from front to back: center, floor and box."""
    right = (600 + 290 * side, 850, 460)
    if pieces < 3:
        return [(600 - 140 * side, 980, 660), right]
    return [(600, 990, 600), right, (600 - 320 * side, 820, 420)]


def _behind(piece: Image.Image, palette: Palette, *, turned: bool) -> Image.Image:
    """Move a piece back: a little out of focus and into the air, perhaps facing the other way."""
    soft = (ImageOps.mirror(piece) if turned else piece).filter(ImageFilter.GaussianBlur(2.2))
    hazed = Image.blend(soft.convert("RGB"), Image.new("RGB", piece.size, palette.wall), 0.12)
    hazed.putalpha(soft.getchannel("A"))
    return hazed


def _close(art: Sequence[str], swatch: str | None, palette: Palette, dice: Dice) -> Image.Image:
    stage = Set(backdrop(SQUARE, palette, 0.86), art, swatch, palette, dice)
    part = closeup(art[0], swatch)
    side = round(dice.between(1206, 1290))
    left, top = dice.below(side - 1199), dice.below(side - 1199)
    large = lit(enlarge(part, side, side).crop((left, top, left + 1200, top + 1200)), palette.floor)
    outline = ImageOps.expand(large.getchannel("A").resize((150, 150)), 24)
    soft = ImageChops.offset(outline, 6, 7).filter(ImageFilter.GaussianBlur(7)).crop((24, 24, 174, 174))
    shade(stage.scene, soft.point([at * 2 // 5 for at in range(256)]), mix(palette.wall, (38, 28, 52), 0.6))
    stage.scene.paste(large, (0, 0), large)
    return stage.scene


_SETS: dict[str, Callable[..., Image.Image]] = {"plinth": _on_plinth, "group": _group, "close": _close}


def hang_disc(stage: Set, center: tuple[int, int], diameter: int) -> None:
    """Hang a paper disc on the wall."""
    mask = disc(diameter)
    corner = (center[0] - mask.width // 2, center[1] - mask.height // 2)
    stage.scene.paste(mix(stage.palette.prop, (255, 255, 255), 0.28), corner, mask)


def developed(scene: Image.Image) -> bytes:
    """Give a finished scene as JPEG."""
    film = io.BytesIO()
    grained(scene).save(film, "JPEG", quality=QUALITY, subsampling=0)
    return film.getvalue()
