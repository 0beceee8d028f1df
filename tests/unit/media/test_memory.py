"""The memory that drawing a picture takes is bounded by its pixels, of which there is a limit."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from core.media.policy import WIDTHS
from core.media.types import FORMATS
from core.platform.images import MAX_PIXELS
from core.platform.settings import ROOT

MEGABYTE = 1_000_000
BESIDES = 40 * MEGABYTE  # encoders and the sizes themselves, however large the original is
SCRIPT = f"""
import sys
from pathlib import Path
from core.platform import images
from workers.run import peak_megabytes

content = Path(sys.argv[1]).read_bytes()
before = peak_megabytes()
for image in images.scaled(content, {WIDTHS}):
    for extension in {tuple(FORMATS)}:
        images.encode(image, extension)
print(peak_megabytes() - before)
"""


def photograph(path: Path, width: int, height: int, mode: str, **options: object) -> Path:
    shade = Image.linear_gradient("L").resize((width, height))
    picture = Image.merge("RGB", (shade, shade.transpose(Image.Transpose.FLIP_TOP_BOTTOM), shade))
    picture.convert(mode).save(path, **options)  # type: ignore[arg-type]
    return path


def measured(picture: Path) -> int:
    """Draw a picture in a process of its own; gives by how many megabytes it grew.

    A shell starts it, because a process inherits the peak of the one that it replaced, which is ours here.
    """
    command = ["sh", "-c", '"$0" "$@"; exit $?', sys.executable, "-c", SCRIPT, str(picture)]
    drawn = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return int(drawn.stdout)


@pytest.mark.parametrize(
    ("name", "mode", "options", "size", "bytes_per_pixel"),
    [
        # A photograph as cameras write it is decoded at half its size.
        ("plain.jpg", "RGB", {"quality": 90}, (8000, 6250), 2),
        ("progressive.jpg", "RGB", {"quality": 90, "progressive": True, "subsampling": 0}, (8000, 6250), 7),
        ("transparent.png", "RGBA", {"compress_level": 1}, (4000, 3125), 9),
        ("whole.webp", "RGB", {"quality": 80, "method": 0}, (4000, 3125), 16),
    ],
)
def test_drawing_a_large_picture_takes_so_much_memory_and_no_more(
    tmp_path: Path,
    name: str,
    mode: str,
    options: dict[str, object],
    size: tuple[int, int],
    bytes_per_pixel: int,
) -> None:
    picture = photograph(tmp_path / name, *size, mode, **options)
    pixels = size[0] * size[1]
    assert MAX_PIXELS in {pixels, 4 * pixels}
    taken = measured(picture) * MEGABYTE
    assert taken < bytes_per_pixel * pixels + BESIDES
    assert taken > pixels  # it was measured at all
