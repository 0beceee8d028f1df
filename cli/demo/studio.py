"""The photographer's studio: backdrops, light, shadows and props.

Everything soft is made small and enlarged, which is both fast and free of hard edges. The lamp hangs in
front, above and to the left: shadows fall to the right and backwards, and shading deepens downwards.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2s, shake_256

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from cli.demo.art import Color, mix

Size = tuple[int, int]
WHITE: Color = (255, 255, 255)
SMALL = 8  # soft things are made at an eighth of the final size


@dataclass(frozen=True, slots=True)
class Palette:
    """A backdrop paper and the color of the props that go with it."""

    wall: Color
    floor: Color
    prop: Color

    def pale(self, share: float) -> "Palette":
        return Palette(mix(self.wall, WHITE, share), mix(self.floor, WHITE, share), self.prop)


PALETTES = (
    Palette((228, 222, 212), (238, 233, 224), (214, 201, 183)),  # oat
    Palette((205, 217, 203), (219, 228, 216), (170, 191, 168)),  # sage
    Palette((203, 217, 229), (218, 228, 237), (163, 188, 209)),  # mist
    Palette((236, 213, 206), (243, 225, 219), (221, 178, 167)),  # blush
    Palette((219, 212, 232), (229, 224, 239), (188, 177, 212)),  # lilac
    Palette((243, 230, 196), (248, 238, 212), (229, 205, 147)),  # butter
    Palette((226, 203, 188), (236, 217, 204), (203, 165, 142)),  # clay
    Palette((200, 226, 219), (215, 235, 229), (152, 197, 185)),  # mint
    Palette((195, 220, 239), (212, 230, 244), (147, 189, 220)),  # sky
    Palette((222, 222, 226), (233, 233, 236), (193, 194, 201)),  # stone
    Palette((247, 217, 192), (250, 228, 209), (238, 183, 141)),  # apricot
    Palette((238, 208, 218), (244, 221, 229), (217, 165, 184)),  # rose
)


class Dice:
    """Choices that look random and are the same for the same words, on every machine."""

    def __init__(self, *words: object) -> None:
        self._words = ":".join(str(word) for word in words)
        self._thrown = 0

    def below(self, limit: int) -> int:
        self._thrown += 1
        digest = blake2s(f"{self._words}#{self._thrown}".encode()).digest()
        return int.from_bytes(digest[:6], "big") % limit

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.below(10_000) / 10_000


def pick_palette(subject: Color, dice: Dice) -> Palette:
    """Take a paper that the subject stands out from."""
    ranked = sorted(PALETTES, key=lambda palette: -_apart(subject, palette.wall))
    return ranked[dice.below(len(ranked) * 2 // 3)]


def backdrop(size: Size, palette: Palette, horizon: float) -> Image.Image:
    """Hang the paper: a lit wall that bends softly into the floor, and darker corners."""
    width, height = size[0] // SMALL, size[1] // SMALL
    glow = ImageOps.invert(Image.radial_gradient("L")).resize((width * 2, round(height * 1.7)))
    glow = glow.crop((round(width * 0.38), round(height * 0.36), round(width * 1.38), round(height * 1.36)))
    wall = Image.composite(
        _solid((width, height), mix(palette.wall, WHITE, 0.42)),
        _solid((width, height), mix(palette.wall, (40, 34, 48), 0.07)),
        glow,
    )
    far, near = mix(palette.floor, (40, 34, 48), 0.07), mix(palette.floor, WHITE, 0.34)
    floor = _column([mix(far, near, _ease(at / height)) for at in range(height)], width)
    bend = Image.new("L", (1, height))
    bend.putdata([round(255 * _ease((at / height - horizon + 0.05) / 0.10)) for at in range(height)])
    scene = Image.composite(floor, wall, bend.resize((width, height)))
    corners = (
        Image.radial_gradient("L").resize((width, height)).point(lambda at: round(max(0, at - 120) * 0.26))
    )
    scene = Image.composite(_solid((width, height), mix(palette.wall, (30, 24, 40), 0.55)), scene, corners)
    return scene.resize(size, Image.Resampling.BICUBIC)


def shade(scene: Image.Image, mask: Image.Image, color: Color) -> None:
    """Darken the scene through a small, soft mask."""
    dark = mask.getbbox()
    if dark is None:
        return
    left, top = max(0, dark[0] - 2), max(0, dark[1] - 2)  # as far as enlarging looks around a point
    part = mask.crop((left, top, min(mask.width, dark[2] + 2), min(mask.height, dark[3] + 2)))
    large = part.resize((part.width * SMALL, part.height * SMALL), Image.Resampling.BICUBIC)
    scene.paste(color, (left * SMALL, top * SMALL), large)


def shadow(
    size: Size, piece: Image.Image, left: int, base: int, *, lift: float = 0.0, strength: float = 1.0
) -> Image.Image:
    """Make the small mask of the shadow that a piece casts where it stands; `lift` is how high it hangs."""
    canvas = (size[0] // SMALL, size[1] // SMALL)
    width, height = max(4, piece.width // SMALL), max(4, piece.height // SMALL)
    alpha = piece.getchannel("A").resize((width, height), Image.Resampling.BOX)
    x, y = left // SMALL, base // SMALL
    wide = _pool(canvas, alpha, x, y, lift).point(lambda at: round(at * (0.40 - 0.16 * lift) * strength))
    if lift:
        return wide
    cast = _cast(canvas, alpha, x, y).point(lambda at: round(at * 0.20 * strength))
    touch = _touch(canvas, alpha, x, y).point(lambda at: round(at * 0.62 * strength))
    return ImageChops.screen(ImageChops.screen(wide, cast), touch)


def lit(piece: Image.Image, floor: Color) -> Image.Image:
    """Shade a piece downwards, in the tone of the floor it stands on."""
    dim = mix(mix(floor, (255, 250, 245), 0.4), (112, 98, 112), 0.26)
    fall = _column([mix((255, 255, 255), dim, _ease((at - 22) / 50)) for at in range(64)], 1)
    shaded = ImageChops.multiply(piece.convert("RGB"), fall.resize(piece.size, Image.Resampling.BILINEAR))
    shaded.putalpha(piece.getchannel("A"))
    return shaded


def mirror(piece: Image.Image, share: float) -> Image.Image:
    """Give the reflection of a piece in a polished floor, fading away from it."""
    depth = max(8, round(piece.height * share))
    turned = ImageOps.flip(piece).crop((0, 0, piece.width, depth)).filter(ImageFilter.GaussianBlur(3))
    fade = Image.new("L", (1, 32))
    fade.putdata([round(92 * (1 - at / 31) ** 1.6) for at in range(32)])
    fading = fade.resize(turned.size, Image.Resampling.BILINEAR)
    turned.putalpha(ImageChops.multiply(turned.getchannel("A"), fading))
    return turned


@cache
def _grain(size: Size) -> Image.Image:
    noise = Image.frombytes("L", size, shake_256(b"film grain").digest(size[0] * size[1]))
    even = noise.point(lambda at: 126 + at * 5 // 256)
    return Image.merge("RGB", (even, even, even))


def grained(scene: Image.Image) -> Image.Image:
    """Add a breath of film grain, so that soft gradients show no steps."""
    return ImageChops.add(scene, _grain(scene.size), 1, -128)


@lru_cache(maxsize=16)
def disc(diameter: int) -> Image.Image:
    """Give the mask of a paper disc, its edge barely out of focus."""
    half = diameter // 2
    mask = Image.new("L", (half + 8, half + 8))
    ImageDraw.Draw(mask).ellipse((4, 4, half + 3, half + 3), fill=255)
    soft = mask.filter(ImageFilter.GaussianBlur(1.6))
    return soft.resize((diameter + 16, diameter + 16), Image.Resampling.BICUBIC)


def plinth(width: int, height: int, color: Color) -> Image.Image:
    """Build a round plinth; its upper face is an ellipse a sixth as deep as it is wide."""
    rim = round(width * 0.17)
    side, face = _plinth_masks(width, height, rim)
    bright, dark = mix(color, WHITE, 0.30), mix(color, (50, 40, 60), 0.34)
    strip = Image.new("RGB", (64, 1))
    strip.putdata([mix(bright, dark, _ease(abs(at / 63 - 0.30) / 0.74)) for at in range(64)])
    body = strip.resize((width, height + rim), Image.Resampling.BICUBIC).convert("RGBA")
    body.putalpha(side)
    body.paste(mix(color, WHITE, 0.46), (0, 0), face)
    return body


@lru_cache(maxsize=16)
def _plinth_masks(width: int, height: int, rim: int) -> tuple[Image.Image, Image.Image]:
    side, face = (Image.new("L", (width * 2, (height + rim) * 2)) for _ in range(2))
    pen = ImageDraw.Draw(side)
    pen.rectangle((0, rim, width * 2, height * 2 + rim), fill=255)
    pen.ellipse((0, height * 2, width * 2 - 1, (height + rim) * 2 - 1), fill=255)
    pen.ellipse((0, 0, width * 2 - 1, rim * 2), fill=255)
    ImageDraw.Draw(face).ellipse((0, 0, width * 2 - 1, rim * 2), fill=255)
    small = (width, height + rim)
    return side.resize(small, Image.Resampling.BOX), face.resize(small, Image.Resampling.BOX)


def _pool(canvas: Size, alpha: Image.Image, x: int, y: int, lift: float) -> Image.Image:
    """The wide, soft pool of shadow around the foot."""
    width = round(alpha.width * (1.04 - 0.25 * lift))
    depth = max(3, round(width * 0.15))
    center = x + alpha.width // 2 + round(width * 0.02)
    mask = Image.new("L", canvas)
    box = (center - width // 2, y - depth // 2, center + width // 2, y + depth // 2)
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    return mask.filter(ImageFilter.GaussianBlur(5 + 4 * lift))


def _cast(canvas: Size, alpha: Image.Image, x: int, y: int) -> Image.Image:
    """The piece's own outline, laid flat on the floor behind it to the right."""
    depth = max(3, round(alpha.height * 0.24))
    flat = alpha.resize((alpha.width, depth), Image.Resampling.BOX)
    lean = 1.5
    wide = (alpha.width + round(depth * lean), depth)
    shear = (1, lean, -depth * lean, 0, 1, 0)
    leaning = flat.transform(wide, Image.Transform.AFFINE, shear, Image.Resampling.BILINEAR)
    mask = Image.new("L", canvas)
    mask.paste(leaning, (x, y - depth + 1))
    return mask.filter(ImageFilter.GaussianBlur(3.2))


def _touch(canvas: Size, alpha: Image.Image, x: int, y: int) -> Image.Image:
    """The dark line where the piece really touches the floor."""
    foot = alpha.crop((0, round(alpha.height * 0.93), alpha.width, alpha.height))
    line = foot.resize((alpha.width, 2), Image.Resampling.BOX).point(lambda at: min(255, at * 2))
    mask = Image.new("L", canvas)
    mask.paste(line, (x, y - 1))
    return mask.filter(ImageFilter.GaussianBlur(1.1))


def _solid(size: Size, color: Color) -> Image.Image:
    return Image.new("RGB", size, color)


def _column(colors: list[Color], width: int) -> Image.Image:
    strip = Image.new("RGB", (1, len(colors)))
    strip.putdata(colors)
    return strip.resize((width, len(colors)))


def _ease(share: float) -> float:
    share = max(0.0, min(1.0, share))
    return share * share * (3 - 2 * share)


def _apart(one: Color, other: Color) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
