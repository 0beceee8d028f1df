"""Photos of what goes back: checked by content, drawn anew without metadata, and under no public address."""

from collections.abc import Sequence

from core.kernel.ids import new_token
from core.platform import images
from core.platform.db import is_writing
from core.platform.storage import storage
from core.returns import policy
from core.returns.errors import PhotoNotFound, TooManyPhotos
from core.returns.types import MOST_PHOTOS, StoredPhoto


def store_photos(contents: Sequence[bytes]) -> list[StoredPhoto]:
    """Check uploads and keep each as a JPEG of at most 1600 pixels a side, without metadata.

    Comes before the transaction of `request_return`. Raises TooManyPhotos and the refusals of
    core.platform.images, and then keeps none.
    """
    _refuse_inside_transaction()
    if len(contents) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    drawn = [_drawn(content) for content in contents]
    for content, photo in drawn:
        storage().save(photo.name, content)
    return [photo for _content, photo in drawn]


def drop_files(names: Sequence[str]) -> None:
    """Take the files of photos away for good. Not to be called inside a transaction."""
    _refuse_inside_transaction()
    for name in names:
        storage().remove(name)


def read_file(name: str) -> bytes:
    """Give the JPEG of a photo; raises PhotoNotFound."""
    try:
        return storage().read(name)
    except FileNotFoundError:
        raise PhotoNotFound from None


def _drawn(content: bytes) -> tuple[bytes, StoredPhoto]:
    kept = images.clean(content)
    width, height = kept.picture.width, kept.picture.height
    longest = max(width, height)
    wanted = max(1, width * min(longest, policy.PHOTO_SIDE) // longest)
    image = next(images.scaled(kept.content, [wanted]))
    photo = StoredPhoto(f"returns/{new_token(24)}.jpg", image.width, image.height)
    return images.encode(image, "jpg"), photo


def _refuse_inside_transaction() -> None:
    if is_writing():
        raise RuntimeError("photos are stored and taken away outside a transaction")
