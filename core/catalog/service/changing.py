from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from core.catalog import policy
from core.catalog.errors import ProductIncomplete, ProductNotFound, ProductOutdated
from core.catalog.events import (
    ProductChanged,
    ProductPublished,
    ProductTakenOffline,
)
from core.catalog.models import (
    Product,
    ProductPicture,
)
from core.catalog.queries import PRODUCT_SLUG
from core.catalog.service.codes import choice_id_of
from core.catalog.types import ProductState
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import MediaId, MerchantId, ProductId
from core.kernel.texts import Texts
from core.platform import audit, locks, outbox, slugs
from core.platform.db import session


def add_picture(
    product_id: ProductId,
    media_id: MediaId,
    alts: Texts,
    *,
    by: Actor,
    choice: tuple[str, str] | None = None,
) -> None:
    """Append a picture; with `choice` (attribute code, choice code) it shows the variants of that choice."""
    product = _locked(product_id)
    choice_id = choice_id_of(*choice) if choice else None
    position = session().scalar(select(func.count()).where(ProductPicture.product_id == product_id)) or 0
    picture = insert(ProductPicture).values(
        product_id=product_id, media_id=media_id, alts=dict(alts), choice_id=choice_id, position=position
    )
    session().execute(picture.on_conflict_do_nothing())
    _note_change(product, "add picture", by=by, after={"media_id": media_id})


def edit_texts(
    product_id: ProductId,
    merchant_id: MerchantId,
    *,
    titles: Texts,
    descriptions: Texts,
    version: int,
    by: Actor,
) -> None:
    """Change a product's words; raises ProductOutdated where somebody changed it after `version` was read.

    New titles give new slugs, and the old ones lead to them.
    """
    product = _locked(product_id, merchant_id)
    if product.version != version:
        raise ProductOutdated(read=version, now=product.version)
    before = {"titles": product.titles, "descriptions": product.descriptions}
    product.titles, product.descriptions = dict(titles), dict(descriptions)
    slugs.name(PRODUCT_SLUG, product.id, titles)
    _note_change(
        product,
        "edit texts",
        by=by,
        before=before,
        after={"titles": dict(titles), "descriptions": dict(descriptions)},
    )


def publish_product(product_id: ProductId, merchant_id: MerchantId, *, by: Actor) -> None:
    """Offer a product for sale; raises ProductIncomplete with what it lacks."""
    product = _locked(product_id, merchant_id)
    missing = policy.missing_for_sale(
        titles=product.titles,
        hs_code=product.hs_code,
        origin=product.origin,
        variants=len(product.variants),
        pictures=len(product.pictures),
    )
    if missing:
        raise ProductIncomplete(missing=missing)
    _move(product, "publish", by=by)
    product.published_at = product.published_at or clock.now()
    outbox.record(ProductPublished(product_id=product.id, merchant_id=product.merchant_id))


def take_offline(product_id: ProductId, merchant_id: MerchantId, *, by: Actor) -> None:
    """Stop offering a product; its orders and history stay."""
    product = _locked(product_id, merchant_id)
    _move(product, "take_offline", by=by)
    outbox.record(ProductTakenOffline(product_id=product.id, merchant_id=product.merchant_id))


def _move(product: Product, move: str, *, by: Actor) -> None:
    before = product.state
    product.state = policy.PRODUCT.destination(ProductState(before), move)
    product.version += 1
    audit.moved(product, move, before=before, after=product.state, by=by)


def _note_change(
    product: Product, action: str, *, by: Actor, after: dict[str, Any], before: dict[str, Any] | None = None
) -> None:
    product.version += 1
    audit.changed(product, action, by=by, before=before, after=after)
    outbox.record(
        ProductChanged(product_id=product.id, merchant_id=product.merchant_id, version=product.version)
    )


def _locked(product_id: ProductId, merchant_id: MerchantId | None = None) -> Product:
    product = locks.row(Product, product_id)
    if product is None or (merchant_id is not None and product.merchant_id != merchant_id):
        raise ProductNotFound(id=product_id)
    return product
