"""Pages are generated ahead and know what they show."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "generated_pages",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), server_default="stale", nullable=False),
        sa.Column("urgency", sa.SmallInteger(), server_default=sa.text("2"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("marked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("as_of", sa.BigInteger(), server_default="-1", nullable=False),
        sa.Column("keys", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("status", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("etag", sa.String(length=80), server_default="", nullable=False),
        sa.Column("release", sa.String(length=16), server_default="", nullable=False),
        sa.Column("milliseconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("hits", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failures", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_generated_pages_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generated_pages")),
        sa.UniqueConstraint(
            "site_id", "currency", "path", name=op.f("uq_generated_pages_site_id_currency_path")
        ),
    )
    op.create_index(
        op.f("ix_generated_pages_keys"), "generated_pages", ["keys"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        "ix_generated_pages_stale",
        "generated_pages",
        ["urgency", "hits"],
        unique=False,
        postgresql_where=sa.text("state = 'stale'"),
    )
    op.create_index("ix_generated_pages_release", "generated_pages", ["release", "hits"], unique=False)
    op.create_index("ix_generated_pages_until", "generated_pages", ["until"], unique=False)
    op.create_table(
        "page_entities",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_page_entities")),
    )
    op.create_index(op.f("ix_page_entities_version"), "page_entities", ["version"], unique=False)
    op.create_table(
        "page_stock_words",
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("word", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_page_stock_words_site_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_page_stock_words_variant_id")),
        sa.PrimaryKeyConstraint("variant_id", "site_id", name=op.f("pk_page_stock_words")),
    )
