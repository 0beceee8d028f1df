"""Photos of what goes back: checked by content, without metadata, for those concerned, erased with the account."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from core.accounts.events import AccountDeleted
from core.kernel.actor import GUEST, SYSTEM
from core.orders import service as orders
from core.orders.types import OrderDetail
from core.platform.db import reading, transaction
from core.platform.images import PictureTooLarge, PictureUnreadable
from core.platform.storage import storage
from core.returns import queries, service
from core.returns.errors import PhotoNotFound, TooManyPhotos
from core.returns.types import Reason, ReturnDetail, StoredPhoto, Wish
from tests.factories.photos import a_photo
from tests.factories.purchases import make_paid_purchase, make_shipped_order, order_of
from tests.factories.shop import Shop
from workers import returns as jobs
from workers.subscriptions import SUBSCRIPTIONS

pytestmark = pytest.mark.usefixtures("data")


def arrived(shop: Shop) -> OrderDetail:
    order = make_shipped_order(shop, {"MUG": 3}, account_id=shop.cast.shopper.account_id)
    with transaction():
        orders.deliver_order(order.id, by=GUEST)
    return order_of(order)


def ask(order: OrderDetail, photos: list[StoredPhoto]) -> ReturnDetail:
    with transaction():
        wish = Wish(order.lines[0].id, 1, Reason.DAMAGED)
        id, _ = service.request_return(order.id, [wish], photos=photos, by=GUEST)
        return queries.get_return(id)


def test_photos_are_kept_small_and_without_what_they_tell_of_their_maker(shop: Shop) -> None:
    wide = a_photo(size=(3200, 1600), made_by="Camera of Robin")
    assert b"Camera of Robin" in wide
    found = ask(arrived(shop), service.store_photos([wide, a_photo(size=(480, 640))]))
    assert [(photo.width, photo.height) for photo in found.photos] == [(1600, 800), (480, 640)]
    with reading():
        content = queries.read_photo(found, found.photos[0].id)
    assert b"Camera of Robin" not in content
    with Image.open(BytesIO(content)) as image:
        assert (image.format, image.size) == ("JPEG", (1600, 800))


def test_a_tall_photo_keeps_its_longer_side_within_bounds(shop: Shop) -> None:
    (photo,) = service.store_photos([a_photo(size=(900, 3600))])
    assert (photo.width, photo.height) == (400, 1600)


def test_what_is_no_picture_or_too_many_is_refused_and_nothing_is_kept(shop: Shop, data: Path) -> None:
    with pytest.raises(PictureUnreadable):
        service.store_photos([a_photo(), b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
    with pytest.raises(PictureTooLarge):
        service.store_photos([a_photo(size=(16_001, 10))])
    with pytest.raises(TooManyPhotos) as refused:
        service.store_photos([a_photo()] * 6)
    assert refused.value.facts == {"most": 5}
    assert not list(data.rglob("returns/*"))
    order = arrived(shop)
    photo = StoredPhoto("returns/x.jpg", 1, 1)
    with pytest.raises(TooManyPhotos):
        ask(order, [photo] * 6)


def test_a_photo_is_of_its_own_return_only(shop: Shop) -> None:
    order = arrived(shop)
    mine, other = ask(order, service.store_photos([a_photo()])), ask(order, [])
    with reading():
        assert queries.read_photo(mine, mine.photos[0].id)
        with pytest.raises(PhotoNotFound):
            queries.read_photo(other, mine.photos[0].id)


def test_photos_are_erased_with_the_account_and_only_its_own(shop: Shop) -> None:
    order = arrived(shop)
    stored = service.store_photos([a_photo(), a_photo()])
    found = ask(order, stored)
    stranger = make_shipped_order(shop, {"MUG": 1}, account_id=shop.cast.other_shopper.account_id)
    with transaction():
        orders.deliver_order(stranger.id, by=SYSTEM)
    kept = ask(order_of(stranger), service.store_photos([a_photo()]))
    event = AccountDeleted(account_id=shop.cast.shopper.account_id, email_digest="digest")
    assert jobs.erase_photos_of_deleted_account in SUBSCRIPTIONS[AccountDeleted]
    jobs.erase_photos_of_deleted_account(event)
    jobs.erase_photos_of_deleted_account(event)
    assert not any(storage().exists(photo.name) for photo in stored)
    with reading():
        assert queries.get_return(found.id).photos == ()
        with pytest.raises(PhotoNotFound):
            queries.read_photo(found, found.photos[0].id)
        assert queries.read_photo(kept, kept.photos[0].id)


def test_no_file_is_touched_inside_a_transaction(shop: Shop) -> None:
    for act in (lambda: service.store_photos([a_photo()]), lambda: service.drop_files(["returns/x.jpg"])):
        with pytest.raises(RuntimeError), transaction():
            act()


def test_a_list_of_returns_reads_photos_in_one_go(shop: Shop) -> None:
    purchase = make_paid_purchase(shop, {"MUG": 1})
    with reading():
        assert queries.list_returns_of_orders([purchase.orders[0].id]) == {purchase.orders[0].id: []}
