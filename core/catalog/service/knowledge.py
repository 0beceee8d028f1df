"""What a product says beyond words and pictures: net content, safety, a film, tables of sizes."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from core.catalog.errors import (
    FilmMissing,
    NetContentWrong,
    ProductNotFound,
    SizeGuideNotFound,
    SizeGuideOutdated,
    SizeGuideTaken,
    SizeGuideUneven,
)
from core.catalog.events import ProductChanged
from core.catalog.models import Product, ProductSafety, ProductVideo, SizeGuide, Variant
from core.catalog.service.codes import brand_id_of, category_of
from core.catalog.types import NET_UNITS, Safety
from core.kernel.actor import Actor
from core.kernel.ids import MediaId, MerchantId, ProductId, VariantId
from core.kernel.texts import Texts
from core.platform import audit, locks, outbox
from core.platform.db import session

MOST_CONTENT = Decimal(1_000_000)


def set_net_content(
    variant_id: VariantId, merchant_id: MerchantId, content: Decimal | None, unit: str, *, by: Actor
) -> None:
    """Say how much is in a variant (`unit` of NET_UNITS), or with None that this says nothing.

    Raises NetContentWrong, and ProductNotFound where the variant is another merchant's.
    """
    if content is not None and (unit not in NET_UNITS or not 0 < content <= MOST_CONTENT):
        raise NetContentWrong(unit=unit)
    variant = locks.row(Variant, variant_id)
    if variant is None or variant.merchant_id != merchant_id:
        raise ProductNotFound(variant_id=variant_id)
    variant.net_content = content
    variant.net_unit = unit if content is not None else ""
    audit.changed(
        variant, "set net content", by=by, after={"content": str(content), "unit": variant.net_unit}
    )
    _tell(_own(ProductId(variant.product_id), merchant_id))


def set_safety(product_id: ProductId, merchant_id: MerchantId, safety: Safety, *, by: Actor) -> None:
    """Say who made a product, who answers for it and what to beware of (Regulation (EU) 2023/988, Art. 19)."""
    product = _own(product_id, merchant_id)
    facts = asdict(safety) | {"warnings": dict(safety.warnings)}
    upsert = insert(ProductSafety).values(product_id=product_id, **facts)
    session().execute(upsert.on_conflict_do_update(index_elements=["product_id"], set_=facts))
    audit.changed(product, "set safety", by=by, after=facts)
    _tell(product)


def set_video(
    product_id: ProductId, merchant_id: MerchantId, video_id: int, poster_id: MediaId | None, *, by: Actor
) -> None:
    """Show a film of a product; the poster stands for it until it is played. It takes the place of the last one.

    Captions of another film go with that.
    """
    product = _own(product_id, merchant_id)
    facts: dict[str, Any] = {"video_id": video_id, "poster_id": poster_id}
    before = session().get(ProductVideo, product_id)
    if before is not None and before.video_id != video_id:
        facts["captions"] = {}
    upsert = insert(ProductVideo).values(product_id=product_id, **facts)
    session().execute(upsert.on_conflict_do_update(index_elements=["product_id"], set_=facts))
    audit.changed(product, "set video", by=by, after=facts)
    _tell(product)


def drop_video(product_id: ProductId, merchant_id: MerchantId, *, by: Actor) -> None:
    """Show no film of a product any more; where there is none nothing changes."""
    product = _own(product_id, merchant_id)
    gone = delete(ProductVideo).where(ProductVideo.product_id == product_id).returning(ProductVideo.video_id)
    if session().scalars(gone).one_or_none() is not None:
        audit.changed(product, "drop video", by=by)
        _tell(product)


def set_captions(
    product_id: ProductId, merchant_id: MerchantId, language: str, name: str | None, *, by: Actor
) -> None:
    """Show captions of a product's film in a language, by the name of their file; with None no more.

    Raises FilmMissing.
    """
    product = _own(product_id, merchant_id)
    video = session().get(ProductVideo, product_id)
    if video is None:
        raise FilmMissing
    others = {code: file for code, file in video.captions.items() if code != language}
    captions = others if name is None else others | {language: name}
    if captions == video.captions:
        return
    video.captions = captions
    audit.changed(product, "set captions", by=by, after={"captions": captions})
    _tell(product)


def add_size_guide(
    merchant_id: MerchantId,
    *,
    category: str,
    brand: str | None,
    notes: Texts,
    columns: Sequence[Texts],
    rows: Sequence[Sequence[str]],
    by: Actor,
) -> int:
    """Add a table of sizes for a category (a code) and all below, of one brand or of any; gives its id.

    Raises SizeGuideTaken, SizeGuideUneven and UnknownCode.
    """
    _refuse_uneven(columns, rows)
    row = insert(SizeGuide).values(
        merchant_id=merchant_id,
        category_id=category_of(category).id,
        brand_id=brand_id_of(brand),
        notes=dict(notes),
        columns=[dict(texts) for texts in columns],
        rows=[list(cells) for cells in rows],
    )
    made = session().scalars(row.on_conflict_do_nothing().returning(SizeGuide)).one_or_none()
    if made is None:
        raise SizeGuideTaken(category=category, brand=brand)
    audit.changed(made, "add", by=by, after={"category": category, "brand": brand})
    return made.id


def change_size_guide(
    guide_id: int,
    merchant_id: MerchantId,
    *,
    notes: Texts,
    columns: Sequence[Texts],
    rows: Sequence[Sequence[str]],
    version: int,
    by: Actor,
) -> None:
    """Change a table of sizes; raises SizeGuideOutdated where somebody was faster, and SizeGuideUneven."""
    _refuse_uneven(columns, rows)
    guide = _own_guide(guide_id, merchant_id)
    if guide.version != version:
        raise SizeGuideOutdated(read=version, now=guide.version)
    guide.notes = dict(notes)
    guide.columns, guide.rows = [dict(texts) for texts in columns], [list(cells) for cells in rows]
    guide.version += 1
    audit.changed(guide, "change", by=by, after={"columns": guide.columns, "rows": guide.rows})


def drop_size_guide(guide_id: int, merchant_id: MerchantId, *, by: Actor) -> None:
    """Take a table of sizes away; raises SizeGuideNotFound."""
    guide = _own_guide(guide_id, merchant_id)
    audit.changed(guide, "drop", by=by, before={"columns": guide.columns, "rows": guide.rows})
    session().delete(guide)


def _refuse_uneven(columns: Sequence[Texts], rows: Sequence[Sequence[str]]) -> None:
    for number, cells in enumerate(rows, 1):
        if len(cells) != len(columns):
            raise SizeGuideUneven(row=number, columns=len(columns))


def _own(product_id: ProductId, merchant_id: MerchantId) -> Product:
    product = locks.row(Product, product_id)
    if product is None or product.merchant_id != merchant_id:
        raise ProductNotFound(id=product_id)
    return product


def _own_guide(guide_id: int, merchant_id: MerchantId) -> SizeGuide:
    guide = locks.row(SizeGuide, guide_id)
    if guide is None or guide.merchant_id != merchant_id:
        raise SizeGuideNotFound(id=guide_id)
    return guide


def _tell(product: Product) -> None:
    """Tell that the page changed; the version is of the words alone, which these forms do not touch."""
    outbox.record(
        ProductChanged(product_id=product.id, merchant_id=product.merchant_id, version=product.version)
    )
