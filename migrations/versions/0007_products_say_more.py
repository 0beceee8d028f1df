"""Products say more."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _prices()
    _goods()
    _merchants()
    _rates()
    _alerts()
    _recommendations()


def _prices() -> None:
    op.create_table(
        "list_prices",
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_list_prices_positive")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_list_prices_variant_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_list_prices_site_id")),
        sa.PrimaryKeyConstraint("variant_id", "site_id", "currency", name=op.f("pk_list_prices")),
    )


def _goods() -> None:
    op.add_column("variants", sa.Column("net_content", sa.Numeric(12, 3), nullable=True))
    op.add_column("variants", sa.Column("net_unit", sa.String(8), server_default="", nullable=False))
    op.create_check_constraint(
        op.f("ck_variants_net_content_has_unit"), "variants", "(net_content IS NULL) = (net_unit = '')"
    )
    op.create_check_constraint(op.f("ck_variants_net_content_positive"), "variants", "net_content > 0")
    op.create_table(
        "product_safety",
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("manufacturer", sa.String(255), server_default="", nullable=False),
        sa.Column("manufacturer_address", sa.String(500), server_default="", nullable=False),
        sa.Column("manufacturer_contact", sa.String(254), server_default="", nullable=False),
        sa.Column("responsible", sa.String(255), server_default="", nullable=False),
        sa.Column("responsible_address", sa.String(500), server_default="", nullable=False),
        sa.Column("responsible_contact", sa.String(254), server_default="", nullable=False),
        sa.Column("warnings", JSONB(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_safety_product_id")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_safety")),
    )
    op.create_table(
        "videos",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0 AND size > 0", name=op.f("ck_videos_has_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_videos")),
        sa.UniqueConstraint("sha256", name=op.f("uq_videos_sha256")),
    )
    op.create_table(
        "product_videos",
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("video_id", sa.BigInteger(), nullable=False),
        sa.Column("poster_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_videos_product_id")),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"], name=op.f("fk_product_videos_video_id")),
        sa.ForeignKeyConstraint(["poster_id"], ["media.id"], name=op.f("fk_product_videos_poster_id")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_videos")),
    )
    op.create_table(
        "size_guides",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=True),
        sa.Column("notes", JSONB(), server_default="{}", nullable=False),
        sa.Column("columns", JSONB(), server_default="[]", nullable=False),
        sa.Column("rows", JSONB(), server_default="[]", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_size_guides_merchant_id")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_size_guides_category_id")),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_size_guides_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_size_guides")),
        sa.UniqueConstraint(
            "merchant_id",
            "category_id",
            "brand_id",
            name=op.f("uq_size_guides_merchant_id_category_id_brand_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )


def _merchants() -> None:
    op.add_column("merchants", sa.Column("return_days", sa.Integer(), server_default="14", nullable=False))
    op.add_column(
        "merchants", sa.Column("return_payer", sa.String(16), server_default="shopper", nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_merchants_return_days_in_reason"), "merchants", "return_days BETWEEN 14 AND 365"
    )


def _rates() -> None:
    for name in ("fuel_bp", "handling_minor", "remote_minor"):
        op.add_column(
            "shipping_services", sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)
        )
    for name in ("min_minor", "max_minor"):
        op.add_column("shipping_services", sa.Column(name, sa.BigInteger(), nullable=True))
    for name in ("valid_from", "valid_to"):
        op.add_column("shipping_services", sa.Column(name, sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f("ck_shipping_services_surcharges_not_negative"),
        "shipping_services",
        "fuel_bp >= 0 AND handling_minor >= 0 AND remote_minor >= 0",
    )
    op.create_check_constraint(
        op.f("ck_shipping_services_least_below_most"), "shipping_services", "min_minor <= max_minor"
    )
    op.create_check_constraint(
        op.f("ck_shipping_services_starts_before_it_ends"), "shipping_services", "valid_from <= valid_to"
    )
    op.add_column(
        "shipping_zones",
        sa.Column("remote_prefixes", ARRAY(sa.String(12)), server_default="{}", nullable=False),
    )


def _alerts() -> None:
    op.create_table(
        "stock_alerts",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("token_hash", sa.String(64), server_default="", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_stock_alerts_variant_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_stock_alerts_site_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_stock_alerts_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_alerts")),
    )
    op.create_index(
        op.f("uq_stock_alerts_open"),
        "stock_alerts",
        ["variant_id", "site_id", "email"],
        unique=True,
        postgresql_where=sa.text("state IN ('asked', 'waiting')"),
    )
    op.create_index(op.f("ix_stock_alerts_account_id"), "stock_alerts", ["account_id"])
    op.create_index(op.f("ix_stock_alerts_token_hash"), "stock_alerts", ["token_hash"])


def _recommendations() -> None:
    op.create_table(
        "product_pairs",
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("together", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_pairs_product_id")),
        sa.ForeignKeyConstraint(["other_id"], ["products.id"], name=op.f("fk_product_pairs_other_id")),
        sa.PrimaryKeyConstraint("product_id", "other_id", name=op.f("pk_product_pairs")),
    )
    op.create_table(
        "product_popularity",
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_popularity_product_id")
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_popularity")),
    )
