import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from core.platform import images
from core.platform.images import PictureTooHeavy, PictureTooLarge, PictureUnreadable

SECRET = b"SecretCam 3000"
EXIF_KINDS = ("JPEG", "PNG", "WEBP")


def painted(size: tuple[int, int] = (300, 200), mode: str = "RGB") -> Image.Image:
    """Paint a red left half and a blue right half."""
    image = Image.new("RGB", size, (220, 20, 30))
    image.paste((20, 30, 220), (size[0] // 2, 0, *size))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def with_exif(kind: str, orientation: int, image: Image.Image | None = None) -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    return saved(image or painted(), kind, exif=exif.tobytes())


def png_that_claims(width: int, height: int) -> bytes:
    """Write a small file whose header promises a huge picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    parts = [struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b)) for k, b in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def webp_that_claims(width: int, height: int) -> bytes:
    body = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0"
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body += b"ANIM" + struct.pack("<I", 6) + b"\0" * 6
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def jpeg_that_claims(width: int, height: int) -> bytes:
    content = bytearray(saved(painted(), "JPEG"))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def gif_that_claims(width: int, height: int) -> bytes:
    content = bytearray(saved(painted(), "GIF"))
    content[6:10] = struct.pack("<HH", width, height)
    return bytes(content)


@pytest.mark.parametrize("claim", [png_that_claims, webp_that_claims, jpeg_that_claims, gif_that_claims])
@pytest.mark.parametrize("size", [(50_000, 50_000), (8000, 8000), (16_383, 16_383)])
def test_a_bomb_is_refused_by_its_header(
    claim: Callable[[int, int], bytes], size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = claim(*size)
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("a pixel was decoded"))
    with pytest.raises(PictureTooLarge) as refusal:
        images.clean(content)
    assert refusal.value.facts["megapixels"] == 50


def test_a_thin_picture_is_refused_by_its_longer_side() -> None:
    with pytest.raises(PictureTooLarge):
        images.inspect(png_that_claims(20_000, 10))


def test_a_heavy_file_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("the file was opened"))
    with pytest.raises(PictureTooHeavy):
        images.inspect(b"\xff" * (images.MAX_BYTES + 1))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"GIF89a",
        b"\xff\xd8\xff",
        b"RIFF\0\0\0\0WEBP",
        b"\x89PNG\r\n\x1a\n",
        saved(painted(), "BMP"),
        saved(painted(), "TIFF"),
        b"<html><script>alert(1)</script>",
    ],
)
def test_what_is_no_picture_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        images.clean(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_half_a_picture_is_refused(kind: str) -> None:
    noisy = Image.effect_noise((400, 400), 90).convert("RGB")
    content = saved(noisy, kind)
    with pytest.raises(PictureUnreadable):
        images.clean(content[: len(content) // 2])


@pytest.mark.parametrize("kind", EXIF_KINDS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_metadata_goes_and_the_picture_stays_upright(kind: str, orientation: int) -> None:
    content = with_exif(kind, orientation)
    assert SECRET in content
    kept = images.clean(content)
    assert SECRET not in kept.content
    on_its_side = orientation >= 5
    assert (kept.picture.width, kept.picture.height) == ((200, 300) if on_its_side else (300, 200))
    assert images.inspect(kept.content) == kept.picture
    (image,) = images.scaled(kept.content, [kept.picture.width])
    expected = {
        1: (220, 20, 30),
        2: (20, 30, 220),
        3: (20, 30, 220),
        4: (220, 20, 30),
        5: (220, 20, 30),
        6: (220, 20, 30),
        7: (20, 30, 220),
        8: (20, 30, 220),
    }
    assert is_near(image.getpixel((10, 10)), expected[orientation])


@pytest.mark.parametrize("kind", EXIF_KINDS)
def test_taking_metadata_away_changes_no_pixel(kind: str) -> None:
    noisy = Image.effect_noise((120, 90), 90).convert("RGB")
    content = with_exif(kind, 1, noisy)
    before, after = (
        Image.open(BytesIO(part)).convert("RGB") for part in (content, images.clean(content).content)
    )
    assert before.tobytes() == after.tobytes()


def test_a_second_picture_behind_the_first_does_not_travel_along() -> None:
    content = saved(painted(), "JPEG") + with_exif("JPEG", 1)
    assert SECRET not in images.clean(content).content


def test_comments_and_texts_go_too() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", SECRET.decode())
    assert SECRET not in images.clean(saved(painted(), "PNG", pnginfo=notes)).content
    assert SECRET not in images.clean(saved(painted(), "JPEG", comment=SECRET)).content
    assert SECRET not in images.clean(saved(painted(), "WEBP", xmp=b"<x>" + SECRET + b"</x>")).content
    assert SECRET not in images.clean(saved(painted(), "GIF", comment=SECRET)).content


def test_a_progressive_picture_survives_whole() -> None:
    noisy = Image.effect_noise((200, 150), 90).convert("RGB")
    content = saved(noisy, "JPEG", progressive=True, comment=SECRET)
    before, after = (Image.open(BytesIO(part)).tobytes() for part in (content, images.clean(content).content))
    assert before == after


def test_a_profile_that_nobody_understands_is_no_reason_to_refuse() -> None:
    odd = saved(painted(), "JPEG", icc_profile=b"not a profile at all")
    (image,) = images.scaled(images.clean(odd).content, [160])
    assert is_near(image.getpixel((10, 10)), (220, 20, 30))
    assert "icc_profile" not in Image.open(BytesIO(images.encode(image, "jpg"))).info


def test_colors_are_brought_to_srgb_by_the_profile_they_came_with() -> None:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    name = profile.index(b"s\0R\0G\0B")  # the house leaves what calls itself sRGB alone
    profile[name : name + 1] = b"x"
    swapped = swap_red_and_blue(bytes(profile))
    (image,) = images.scaled(images.clean(saved(painted(), "PNG", icc_profile=swapped)).content, [300])
    assert is_near(image.getpixel((10, 10)), (30, 20, 220))


def swap_red_and_blue(profile: bytes) -> bytes:
    """Let a profile's red primary and curve stand where the blue ones are looked for, and the other way round."""
    table = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ", b"rTRC": b"bTRC", b"bTRC": b"rTRC"}
    content = bytearray(profile)
    (count,) = struct.unpack_from(">I", content, 128)
    for at in range(132, 132 + 12 * count, 12):
        tag = bytes(content[at : at + 4])
        content[at : at + 4] = table.get(tag, tag)
    return bytes(content)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("P", "PNG"),
        ("1", "PNG"),
        ("LA", "PNG"),
        ("RGBA", "PNG"),
        ("RGBA", "WEBP"),
    ],
)
def test_pictures_of_every_mode_can_be_drawn(mode: str, kind: str) -> None:
    content = saved(painted().convert("L").convert(mode) if mode in {"1", "LA"} else painted(mode=mode), kind)
    for image in images.scaled(images.clean(content).content, [160, 80]):
        for extension, written in (("webp", "WEBP"), ("jpg", "JPEG")):
            assert Image.open(BytesIO(images.encode(image, extension))).format == written


def test_sixteen_bits_become_eight_of_the_same_gray() -> None:
    gray = Image.new("I;16", (64, 64), 0x8080)
    (image,) = images.scaled(images.clean(saved(gray, "PNG")).content, [64])
    assert is_near(image.getpixel((3, 3)), (128, 128, 128))


def test_transparent_places_turn_white_where_there_is_no_transparency() -> None:
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    (image,) = images.scaled(images.clean(saved(clear, "PNG")).content, [64])
    flat = Image.open(BytesIO(images.encode(image, "jpg")))
    assert is_near(flat.getpixel((5, 5)), (255, 255, 255))
    see_through = Image.open(BytesIO(images.encode(image, "webp")))
    assert see_through.getpixel((5, 5))[3] == 0


def test_of_a_moving_picture_the_first_frame_stays() -> None:
    frames = [Image.new("RGB", (50, 40), color) for color in ("green", "red")]
    kept = images.clean(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert kept.picture.kind == "png"
    assert Image.open(BytesIO(kept.content)).convert("RGB").getpixel((5, 5)) == (0, 128, 0)


@pytest.mark.parametrize(
    ("color", "expected"), [("#aa3311", "#aa3311"), ("white", "#ffffff"), ("black", "#000000")]
)
def test_the_dominant_color_is_the_most_frequent(color: str, expected: str) -> None:
    image = Image.new("RGB", (200, 200), color)
    image.paste("#00ff00", (0, 0, 60, 60))
    assert images.clean(saved(image, "PNG")).color == expected


def test_sizes_are_drawn_from_the_widest_down_and_keep_proportions() -> None:
    content = saved(painted((2000, 1000)), "JPEG")
    assert [image.size for image in images.scaled(content, [160, 480, 1200])] == [
        (1200, 600),
        (480, 240),
        (160, 80),
    ]


def is_near(found: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(found, wanted, strict=False))
