from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from core.kernel.actor import SYSTEM
from core.media import queries, service
from core.media.types import Rendition, StoredPicture
from core.platform.db import reading, transaction
from tests.factories.shop import Shop
from web.app import create_app

pytestmark = pytest.mark.usefixtures("data")


@pytest.fixture
def client(shop: Shop) -> FlaskClient:
    return create_app().test_client()


@pytest.fixture
def stored(shop: Shop, data: object) -> StoredPicture:
    file = BytesIO()
    Image.new("RGB", (400, 300), "teal").save(file, "PNG")
    return service.store_picture(file.getvalue())


@pytest.fixture
def files(stored: StoredPicture) -> tuple[Rendition, ...]:
    with transaction():
        media_id = service.accept_picture(stored, by=SYSTEM)
    drawn = service.draw_renditions(stored)
    with transaction():
        service.keep_renditions(media_id, drawn)
    with reading():
        return queries.list_by_ids([media_id])[media_id].renditions


def test_a_public_file_is_kept_for_a_year(client: FlaskClient, files: tuple[Rendition, ...]) -> None:
    for file in files:
        answer = client.get(f"/media/{file.name}")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == {"webp": "image/webp", "jpg": "image/jpeg"}[file.extension]
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers
        with Image.open(BytesIO(answer.data)) as image:
            assert image.size == (file.width, file.height)


def test_a_known_file_is_not_sent_again(client: FlaskClient, files: tuple[Rendition, ...]) -> None:
    tag = client.get(f"/media/{files[0].name}").headers["ETag"]
    answer = client.get(f"/media/{files[0].name}", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)
    other = client.get(f"/media/{files[1].name}", headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_originals_and_everything_else_are_404(client: FlaskClient, stored: StoredPicture) -> None:
    original = f"originals/{stored.sha256[:2]}/{stored.sha256[2:4]}/{stored.sha256}.png"
    for name in (original, f"../{original}", "..%2fsecret-key", "ab/" + "0" * 40 + "-160.webp", "x"):
        answer = client.get(f"/media/{name}")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
