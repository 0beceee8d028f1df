"""Operators switch off what the shop can do without."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "switches",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("feature", sa.String(length=32), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.String(length=16), server_default="normal", nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), server_default="", nullable=False),
        sa.Column("set_by", sa.String(length=255), server_default="", nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level = 'normal' OR reason <> ''", name=op.f("ck_switches_says_why")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_switches_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switches")),
        sa.UniqueConstraint(
            "feature", "site_id", name=op.f("uq_switches_feature_site_id"), postgresql_nulls_not_distinct=True
        ),
    )
    op.create_table(
        "switch_trips",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("feature", sa.String(length=32), nullable=False),
        sa.Column("process", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("slow", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=200), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switch_trips")),
    )
    op.create_index(op.f("ix_switch_trips_at"), "switch_trips", ["at"], unique=False)
    op.create_index(
        op.f("ix_purchases_placed_at"), "purchases", ["placed_at"], unique=False, postgresql_using="brin"
    )
