from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.catalog.types import ProductState
from core.platform.columns import Code, Country, Created, Key, Name, Translated
from core.platform.db import Model


class Category(Model):
    __tablename__ = "categories"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("categories.id"), index=True)
    level: Mapped[int]
    position: Mapped[int] = mapped_column(server_default="0")
    names: Mapped[Translated]
    descriptions: Mapped[Translated]
    tax_category: Mapped[str] = mapped_column(String(32), server_default="standard")
    media_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("media.id"))


class Brand(Model):
    __tablename__ = "brands"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]


class Attribute(Model):
    __tablename__ = "attributes"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str] = mapped_column(String(16), server_default="")
    names: Mapped[Translated]


class AttributeChoice(Model):
    __tablename__ = "attribute_choices"
    __table_args__ = (UniqueConstraint("attribute_id", "code"),)

    id: Mapped[Key]
    attribute_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("attributes.id"))
    code: Mapped[Code]
    position: Mapped[int]
    names: Mapped[Translated]
    swatch: Mapped[str] = mapped_column(String(16), server_default="")


class CategoryAttribute(Model):
    __tablename__ = "category_attributes"

    category_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("categories.id"), primary_key=True)
    attribute_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("attributes.id"), primary_key=True)
    position: Mapped[int]


class Product(Model):
    __tablename__ = "products"
    __table_args__ = (
        Index(None, "merchant_id", "id"),
        Index(None, "category_id", "state"),
        CheckConstraint("state <> 'live' OR published_at IS NOT NULL", name="live_is_published"),
    )

    id: Mapped[Key]
    merchant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("merchants.id"))
    category_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("categories.id"))
    brand_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("brands.id"))
    state: Mapped[str] = mapped_column(String(16), server_default=ProductState.DRAFT)
    version: Mapped[int] = mapped_column(server_default="1")
    titles: Mapped[Translated]
    descriptions: Mapped[Translated]
    hs_code: Mapped[str] = mapped_column(String(13))
    origin: Mapped[Country]
    created_at: Mapped[Created]
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    variants: Mapped[list["Variant"]] = relationship(order_by="Variant.position")
    pictures: Mapped[list["ProductPicture"]] = relationship(order_by="ProductPicture.position")
    options: Mapped[list["ProductOption"]] = relationship(order_by="ProductOption.position")
    values: Mapped[list["ProductValue"]] = relationship()


class ProductOption(Model):
    __tablename__ = "product_options"

    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), primary_key=True)
    attribute_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("attributes.id"), primary_key=True)
    position: Mapped[int]


class ProductValue(Model):
    """One typed attribute value; exactly one column is filled."""

    __tablename__ = "product_values"
    __table_args__ = (CheckConstraint("num_nonnulls(choice_id, number, flag) = 1", name="one_value"),)

    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), primary_key=True)
    attribute_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("attributes.id"), primary_key=True)
    choice_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("attribute_choices.id"))
    number: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    flag: Mapped[bool | None]


class Variant(Model):
    __tablename__ = "variants"
    __table_args__ = (
        UniqueConstraint("merchant_id", "sku"),
        CheckConstraint("weight_g > 0", name="weight_positive"),
        CheckConstraint("(net_content IS NULL) = (net_unit = '')", name="net_content_has_unit"),
        CheckConstraint("net_content > 0", name="net_content_positive"),
        Index(None, "product_id", "position"),
        Index("ix_variants_sku_lower", func.lower(text("sku"))),
        Index("ix_variants_barcode", "barcode", postgresql_where=text("barcode <> ''")),
    )

    id: Mapped[Key]
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    merchant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("merchants.id"))
    sku: Mapped[str] = mapped_column(String(64))
    barcode: Mapped[str] = mapped_column(String(14), server_default="")
    position: Mapped[int]
    weight_g: Mapped[int]
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
    net_content: Mapped[Decimal | None] = mapped_column(Numeric(12, 3))
    net_unit: Mapped[str] = mapped_column(String(8), server_default="")

    choices: Mapped[list["VariantChoice"]] = relationship()


class VariantChoice(Model):
    __tablename__ = "variant_choices"

    variant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("variants.id"), primary_key=True)
    attribute_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("attributes.id"), primary_key=True)
    choice_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("attribute_choices.id"), index=True)


class ProductPicture(Model):
    __tablename__ = "product_pictures"
    __table_args__ = (UniqueConstraint("product_id", "media_id"),)

    id: Mapped[Key]
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    media_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("media.id"), index=True)
    choice_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("attribute_choices.id"))
    position: Mapped[int]
    alts: Mapped[Translated]


class ProductSafety(Model):
    """Who made it, who answers for it, and what to beware of: what the EU's product safety rules ask to show."""

    __tablename__ = "product_safety"

    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), primary_key=True)
    manufacturer: Mapped[str] = mapped_column(String(255), server_default="")
    manufacturer_address: Mapped[str] = mapped_column(String(500), server_default="")
    manufacturer_contact: Mapped[str] = mapped_column(String(254), server_default="")
    responsible: Mapped[str] = mapped_column(String(255), server_default="")
    responsible_address: Mapped[str] = mapped_column(String(500), server_default="")
    responsible_contact: Mapped[str] = mapped_column(String(254), server_default="")
    warnings: Mapped[Translated]


class ProductVideo(Model):
    __tablename__ = "product_videos"

    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), primary_key=True)
    video_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("videos.id"))
    poster_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("media.id"))
    captions: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")  # by language, a file's name


class SizeGuide(Model):
    """A merchant's table of sizes for a category and all below, of one brand or of any."""

    __tablename__ = "size_guides"
    __table_args__ = (
        UniqueConstraint("merchant_id", "category_id", "brand_id", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[Key]
    merchant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("merchants.id"))
    category_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("categories.id"))
    brand_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("brands.id"))
    notes: Mapped[Translated]
    columns: Mapped[list[dict[str, str]]] = mapped_column(JSONB, server_default="[]")
    rows: Mapped[list[list[str]]] = mapped_column(JSONB, server_default="[]")
    version: Mapped[int] = mapped_column(server_default="1")
