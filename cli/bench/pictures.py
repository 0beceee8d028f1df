"""The row of pictures: three sizes from a large photograph, beside a bare Pillow loop that takes the same way."""

import time
from collections.abc import Callable
from io import BytesIO

from PIL import Image

from cli.bench.figures import Sample, sample_of
from cli.bench.load import Measure
from cli.bench.rows import Plan, Row, ratio
from cli.bench.stage import Stage
from core.platform import images

SIDE = 2000
WIDTHS = (800, 400, 160)
PILLOW = "bare Pillow draft and chain"


def photograph() -> bytes:
    """Make a JPEG of 2000 × 2000 pixels with about as much detail as a real one: fine noise over soft shapes."""
    coarse = Image.effect_noise((SIDE // 8, SIDE // 8), 90).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    fine = Image.effect_noise((SIDE, SIDE), 24)
    shapes = Image.radial_gradient("L").resize((SIDE, SIDE))
    file = BytesIO()
    Image.merge("RGB", (Image.blend(coarse, fine, 0.3), Image.blend(shapes, fine, 0.2), coarse)).save(
        file, "JPEG", quality=85
    )
    return file.getvalue()


def bare(content: bytes) -> list[bytes]:
    """Do it with nothing but Pillow: decode small, shrink from size to size, encode as the shop encodes."""
    opened = Image.open(BytesIO(content))
    opened.draft("RGB", (WIDTHS[0], WIDTHS[0]))
    image: Image.Image = opened
    drawn = []
    for width in WIDTHS:
        image = image.resize((width, width), Image.Resampling.LANCZOS, reducing_gap=2.0)
        file = BytesIO()
        image.save(file, "JPEG", quality=82, optimize=True, progressive=True)
        drawn.append(file.getvalue())
    return drawn


def ours(content: bytes) -> list[bytes]:
    """Do it as the shop's job does, with all that it looks after: limits, turning, color, transparency."""
    return [images.encode(image, "jpg") for image in images.scaled(content, WIDTHS)]


def repeated(draw: Callable[[bytes], list[bytes]], content: bytes) -> Measure:
    """Measure how often a photograph can be drawn, in one process, by its processor time."""

    def measure(seconds: float) -> Sample:
        took: list[float] = []
        begun, spent = time.perf_counter(), time.process_time()
        while time.perf_counter() - begun < seconds:
            at = time.process_time()
            draw(content)
            took.append((time.process_time() - at) * 1000)
        spent = time.process_time() - spent
        found = sample_of(took, spent)
        return Sample(found.rate, found.p50, found.p99, found.done, cpu_ms=spent * 1000 / found.done)

    return measure


def _thumbnails(stage: Stage) -> Plan:
    content = photograph()
    return Plan(
        measure=repeated(ours, content),
        limits={PILLOW: repeated(bare, content)},
        remarks=(f"one process, by processor time; the photograph has {len(content):,} bytes",),
    )


ROWS = (Row("thumbnails", "three sizes from 2000 × 2000", (ratio(0.9, PILLOW),), _thumbnails),)
