"""The vector art of the demo world: finding it, drawing it, and giving it another color.

The art is the npm package `@iconify-json/fluent-emoji`. Drawing a vector is by far the dearest step of a
picture, so each piece is drawn once at a modest size, kept, and enlarged with its edge sharpened again.
"""

import io
import json
from functools import cache, lru_cache
from pathlib import Path

import resvg_py
from PIL import Image, ImageChops, ImageColor, ImageFilter, ImageOps, ImageStat

SHELF = Path(__file__).parents[2] / "node_modules/@iconify-json/fluent-emoji/icons.json"
VIEW = 32.0
DRAWN_AT = 480
CLOSE_AT = 432
GLANCE = 64

Color = tuple[int, int, int]
Window = tuple[float, float, float, float]

WHOLE: Window = (0.0, 0.0, VIEW, VIEW)


def _ramp(zero: int, full: int) -> list[int]:
    return [max(0, min(255, round((step - zero) * 255 / (full - zero)))) for step in range(256)]


CRISP = _ramp(98, 214)


@cache
def shelf() -> dict[str, str]:
    """Give the SVG body of every piece of art by its name."""
    icons = json.loads(SHELF.read_text(encoding="utf-8"))["icons"]
    return {name: icon["body"] for name, icon in icons.items()}


def draw_vector(name: str, window: Window, size: int) -> Image.Image:
    """Draw a square window of the art, given in art units, `size` pixels wide."""
    left, top, width, height = window
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' viewBox="{left:.3f} {top:.3f} {width:.3f} {height:.3f}">{shelf()[name]}</svg>'
    )
    png = resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, skip_system_fonts=True)
    return Image.open(io.BytesIO(png)).convert("RGBA")


@lru_cache(maxsize=64)
def cutout(name: str, swatch: str | None = None) -> Image.Image:
    """Give the whole piece without the empty margin around it, in the swatch's color if there is one."""
    if swatch is not None:
        return tint(cutout(name), swatch)
    drawn = _smoothed(draw_vector(name, WHOLE, DRAWN_AT))
    return drawn.crop(_outline(drawn))


@lru_cache(maxsize=8)
def closeup(name: str, swatch: str | None) -> Image.Image:
    """Give the most telling part of the piece, somewhat over half as wide."""
    small = draw_vector(name, WHOLE, GLANCE)
    left, top, right, bottom = _outline(small)
    side = max(right - left, bottom - top) * 0.64
    across, down = _telling(small, side)
    unit = VIEW / GLANCE
    window = (across * unit, down * unit, side * unit, side * unit)
    part = _smoothed(draw_vector(name, window, CLOSE_AT), 1.1)
    return part if swatch is None else tint(part, swatch, like=cutout(name))


def _smoothed(drawn: Image.Image, radius: float = 0.7) -> Image.Image:
    """Round off the steps that the renderer's filters leave in lines, without losing their contrast."""
    spread = drawn.convert("RGBa").filter(ImageFilter.GaussianBlur(radius)).convert("RGBA")
    sharp = spread.convert("RGB").filter(ImageFilter.UnsharpMask(1.5, 115, 0))
    sharp.putalpha(drawn.getchannel("A").filter(ImageFilter.GaussianBlur(1.0)))
    return sharp


def _telling(small: Image.Image, side: float) -> tuple[float, float]:
    """Find the corner of the window that holds the most lines and little emptiness."""
    left, top, right, bottom = _outline(small)
    lines = small.convert("RGB").convert("L").filter(ImageFilter.FIND_EDGES)
    solid = small.getchannel("A")
    best = (-1.0, (float(left), float(top)))
    for step in range(25):
        across = left + (right - left - side) * (step % 5) / 4
        down = top + (bottom - top - side) * (step // 5) / 4
        box = (round(across), round(down), round(across + side), round(down + side))
        full = ImageStat.Stat(solid.crop(box)).mean[0] / 255
        high = 1.3 - 0.15 * (step // 5)  # faces and handles are mostly at the top
        best = max(
            best, (ImageStat.Stat(lines.crop(box)).mean[0] * min(1.0, full / 0.7) * high, (across, down))
        )
    return best[1]


def enlarge(piece: Image.Image, width: int, height: int) -> Image.Image:
    """Scale a piece and, where it grows, keep its edge crisp."""
    scaled = piece.resize((width, height), Image.Resampling.BICUBIC)
    if width > piece.width * 1.1:
        scaled.putalpha(scaled.getchannel("A").point(CRISP))
    return scaled


def mean_color(piece: Image.Image) -> Color:
    """Give the average color of what is not transparent."""
    red, green, blue, _ = piece.resize((1, 1), Image.Resampling.BOX).tobytes()
    return red, green, blue


def mix(one: Color, other: Color, share: float) -> Color:
    """Blend two colors; `share` is the part of the other one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def tint(piece: Image.Image, swatch: str, *, like: Image.Image | None = None) -> Image.Image:
    """Dye the main material of a piece in the swatch's color; light, shade and other materials stay.

    What the main material is comes from `like`, by default the piece itself.
    """
    color = ImageColor.getrgb(swatch)[:3]
    picture = piece.convert("RGB")
    dyed = _material(picture, _main_hue(like or piece))
    light = picture.convert("L")
    weight = ImageChops.multiply(dyed, piece.getchannel("A"))
    sure = _above(weight, 96)
    middle = round(ImageStat.Stat(light, sure).mean[0]) if sure.getbbox() else 128
    result = Image.composite(_painted(light, color, middle), picture, dyed)
    result.putalpha(piece.getchannel("A"))
    return result


def _painted(light: Image.Image, color: Color, middle: int) -> Image.Image:
    """Paint light and shade in one color; very pale colors keep room for a shade that can be seen."""
    paleness = max(0.0, min(color) - 170) / 85
    low, high = round(max(0, middle - 120 + 45 * paleness)), min(255, middle + 105)
    pale = mix(color, (255, 255, 255), 0.62)
    deep = mix(color, (24, 14, 30), 0.62)
    body = mix(color, (120, 118, 128), 0.10 * paleness)
    return ImageOps.colorize(light, deep, pale, body, low, high, max(low + 1, min(high - 1, middle)))


def _main_hue(piece: Image.Image) -> int | None:
    """Find the hue (0 to 255) that covers most of the piece; none when more of it is grayish."""
    small = piece.resize((48, 48), Image.Resampling.BOX)
    hue, depth, bright = small.convert("RGB").convert("HSV").split()
    shown = ImageChops.darker(_above(small.getchannel("A"), 128), _above(bright, 50))
    vivid = ImageChops.darker(shown, _above(depth, 62))
    counts = hue.histogram(vivid)
    main = max(range(256), key=lambda at: _around(counts, at, 14))
    gray = shown.histogram()[255] - vivid.histogram()[255]
    return main if _around(counts, main, 30) > gray else None


def _material(picture: Image.Image, main: int | None) -> Image.Image:
    """Mark the pixels of the main material, softly at its borders."""
    hue, depth, bright = picture.convert("HSV").split()
    if main is None:
        pale = depth.point(_ramp(128, 84))
        usual = ImageStat.Stat(bright, pale).mean[0] if pale.getbbox() else 128
        return ImageChops.multiply(pale, bright.point(_ramp(40, 96))) if usual > 120 else pale
    apart = [min((step - main) % 256, (main - step) % 256) for step in range(256)]
    near = hue.point([max(0, min(255, round((36 - far) * 255 / 14))) for far in apart])
    vivid = ImageChops.multiply(depth.point(_ramp(22, 60)), bright.point(_ramp(24, 60)))
    return ImageChops.multiply(near, vivid).filter(ImageFilter.BoxBlur(1))


def _above(band: Image.Image, limit: int) -> Image.Image:
    return band.point([255 if step > limit else 0 for step in range(256)])


def _around(counts: list[int], at: int, reach: int) -> int:
    return sum(counts[(at + step) % 256] for step in range(-reach, reach + 1))


def _outline(drawn: Image.Image) -> tuple[int, int, int, int]:
    box = _above(drawn.getchannel("A"), 12).getbbox()
    return box or (0, 0, drawn.width, drawn.height)
