"""Flash sales: pools of stock, prices for a while, and what each shopper has of them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "stock_pools",
        sa.Column("location_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("home_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["stock_locations.id"], name=op.f("fk_stock_pools_location_id")
        ),
        sa.ForeignKeyConstraint(["home_id"], ["stock_locations.id"], name=op.f("fk_stock_pools_home_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_stock_pools_variant_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_stock_pools_site_id")),
        sa.PrimaryKeyConstraint("location_id", name=op.f("pk_stock_pools")),
    )
    op.create_index(
        "ix_stock_pools_open",
        "stock_pools",
        ["variant_id", "site_id"],
        unique=True,
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "waiting_prices",
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("raw", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("fx", sa.String(length=120), server_default="", nullable=False),
        sa.Column("rule", sa.String(length=32), server_default="", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_waiting_prices_variant_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_waiting_prices_site_id")),
        sa.PrimaryKeyConstraint("variant_id", "site_id", "currency", name=op.f("pk_waiting_prices")),
    )
    op.create_table(
        "flash_sales",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="draft", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("home_id", sa.BigInteger(), nullable=True),
        sa.Column("pool_id", sa.BigInteger(), nullable=True),
        sa.Column("units", sa.Integer(), server_default="0", nullable=False),
        sa.Column("per_shopper", sa.Integer(), server_default="1", nullable=False),
        sa.Column("per_second", sa.Integer(), server_default="0", nullable=False),
        sa.Column("minutes", sa.Integer(), server_default="10", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state = 'draft' OR pool_id IS NOT NULL", name=op.f("ck_flash_sales_set_aside")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_flash_sales_site_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_flash_sales_variant_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_flash_sales_product_id")),
        sa.ForeignKeyConstraint(["home_id"], ["stock_locations.id"], name=op.f("fk_flash_sales_home_id")),
        sa.ForeignKeyConstraint(["pool_id"], ["stock_locations.id"], name=op.f("fk_flash_sales_pool_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flash_sales")),
        sa.UniqueConstraint("pool_id", name=op.f("uq_flash_sales_pool_id")),
    )
    op.create_index(
        "ix_flash_sales_live",
        "flash_sales",
        ["variant_id", "site_id"],
        unique=True,
        postgresql_where=sa.text("state = 'live'"),
    )
    op.create_table(
        "flash_sale_prices",
        sa.Column("sale_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_flash_sale_prices_positive")),
        sa.ForeignKeyConstraint(["sale_id"], ["flash_sales.id"], name=op.f("fk_flash_sale_prices_sale_id")),
        sa.PrimaryKeyConstraint("sale_id", "currency", name=op.f("pk_flash_sale_prices")),
    )
    op.create_table(
        "flash_sale_shares",
        sa.Column("pool_id", sa.BigInteger(), nullable=False),
        sa.Column("shopper", sa.String(length=32), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.CheckConstraint("units >= 0", name=op.f("ck_flash_sale_shares_not_negative")),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["stock_locations.id"], name=op.f("fk_flash_sale_shares_pool_id")
        ),
        sa.PrimaryKeyConstraint("pool_id", "shopper", name=op.f("pk_flash_sale_shares")),
    )
    op.create_table(
        "flash_sale_takings",
        sa.Column("order_line_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pool_id", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("shoppers", sa.ARRAY(sa.String(length=32)), nullable=False),
        sa.Column("is_back", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["stock_locations.id"], name=op.f("fk_flash_sale_takings_pool_id")
        ),
        sa.PrimaryKeyConstraint("order_line_id", name=op.f("pk_flash_sale_takings")),
    )
    op.create_index(op.f("ix_flash_sale_takings_pool_id"), "flash_sale_takings", ["pool_id"], unique=False)
    for what, moves, moved in (
        ("inserts", "INSERT", "REFERENCING NEW TABLE AS moved"),
        ("updates", "UPDATE", "REFERENCING NEW TABLE AS moved"),
        ("deletes", "DELETE", "REFERENCING OLD TABLE AS moved"),
        ("truncates", "TRUNCATE", ""),
    ):
        op.execute(
            f"CREATE TRIGGER {what}_renew_edition AFTER {moves} ON flash_sales {moved}"
            " FOR EACH STATEMENT EXECUTE FUNCTION renew_edition()"
        )
    editions = sa.table("editions", sa.column("name"), sa.column("number"))
    op.bulk_insert(editions, [{"name": "flash_sales", "number": 16}])
