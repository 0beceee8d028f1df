from sqlalchemy import Select, select

from core.catalog.errors import SizeGuideNotFound
from core.catalog.models import Brand, Category, Product, ProductSafety, ProductVideo, SizeGuide
from core.catalog.types import ProductState, Safety
from core.catalog.types import SizeGuide as SizeGuideDetail
from core.kernel.ids import CategoryId, MerchantId, ProductId
from core.platform.db import session


def find_safety(product_id: ProductId) -> Safety | None:
    """Give who answers for a product and what to beware of, if anybody said."""
    row = session().get(ProductSafety, product_id)
    return safety_of(row) if row else None


def find_video_id(product_id: ProductId) -> tuple[int, int | None] | None:
    """Give the film of a product and its poster, if it has one."""
    row = session().get(ProductVideo, product_id)
    return (row.video_id, row.poster_id) if row else None


def list_captions(product_id: ProductId) -> dict[str, str]:
    """Give the names of the captions' files of a product's film, by language."""
    row = session().get(ProductVideo, product_id)
    return dict(row.captions) if row else {}


def get_size_guide(guide_id: int, *, merchant_id: MerchantId | None = None) -> SizeGuideDetail:
    """Give a table of sizes; a merchant gets its own only. Raises SizeGuideNotFound."""
    found = session().execute(_guides().where(SizeGuide.id == guide_id)).first()
    if found is None or merchant_id not in {None, found[0].merchant_id}:
        raise SizeGuideNotFound(id=guide_id)
    return _guide(*found)


def list_size_guides(merchant_id: MerchantId) -> list[SizeGuideDetail]:
    """List a merchant's tables of sizes, by category."""
    rows = _guides().where(SizeGuide.merchant_id == merchant_id).order_by(Category.position, SizeGuide.id)
    return [_guide(*row) for row in session().execute(rows)]


def was_published(product_id: ProductId) -> bool:
    """Say whether a product was offered once and is not any more: its address is gone, not unknown."""
    gone = select(Product.id).where(
        Product.id == product_id, Product.state == ProductState.OFFLINE, Product.published_at.is_not(None)
    )
    return session().scalar(gone) is not None


def list_brands_of(merchant_id: MerchantId) -> list[tuple[str, str]]:
    """List the brands among a merchant's products as (code, name)."""
    rows = select(Brand.code, Brand.name).join(Product, Product.brand_id == Brand.id)
    mine = rows.where(Product.merchant_id == merchant_id).distinct().order_by(Brand.name)
    return [(code, name) for code, name in session().execute(mine)]


def safety_of(row: ProductSafety) -> Safety:
    """Give a row as others may hold it, for rooms that join it to their own."""
    return Safety(
        row.manufacturer, row.manufacturer_address, row.manufacturer_contact,
        row.responsible, row.responsible_address, row.responsible_contact, dict(row.warnings),
    )  # fmt: skip


def _guides() -> Select[SizeGuide, str]:
    return (
        select(SizeGuide, Brand.code)
        .join(Category, Category.id == SizeGuide.category_id)
        .outerjoin(Brand, Brand.id == SizeGuide.brand_id)
    )


def _guide(row: SizeGuide, brand: str | None) -> SizeGuideDetail:
    return SizeGuideDetail(
        row.id, MerchantId(row.merchant_id), CategoryId(row.category_id), brand, dict(row.notes),
        tuple(dict(one) for one in row.columns), tuple(tuple(cells) for cells in row.rows), row.version,
    )  # fmt: skip
