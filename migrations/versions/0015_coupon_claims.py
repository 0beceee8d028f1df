"""Shoppers claim coupons."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "coupon_offers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("names", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("descriptions", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.Column("claimed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=16), server_default="draft", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("epoch", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("quota > 0", name=op.f("ck_coupon_offers_there_are_some")),
        sa.CheckConstraint(
            "claimed BETWEEN 0 AND quota", name=op.f("ck_coupon_offers_never_more_than_there_are")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_coupon_offers_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_coupon_offers_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon_offers")),
        sa.UniqueConstraint("site_id", "code", name=op.f("uq_coupon_offers_site_id_code")),
    )
    op.create_table(
        "coupon_claims",
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["coupon_offers.id"], name=op.f("fk_coupon_claims_offer_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_coupon_claims_account_id")),
        sa.PrimaryKeyConstraint("offer_id", "account_id", name=op.f("pk_coupon_claims")),
        sa.UniqueConstraint("offer_id", "position", name=op.f("uq_coupon_claims_offer_id_position")),
    )
    op.create_index(op.f("ix_coupon_claims_account_id"), "coupon_claims", ["account_id"], unique=False)
    op.execute(
        "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON coupon_claims "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
