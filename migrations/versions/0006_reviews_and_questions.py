"""Shoppers review what they bought, and ask what they want to know."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.String(length=40), server_default="", nullable=False),
        sa.Column("author_initial", sa.String(length=4), server_default="", nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("stars", sa.SmallInteger(), nullable=False),
        sa.Column("aspects", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("title", sa.String(length=120), server_default="", nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("labels", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("state", sa.String(length=16), server_default="pending", nullable=False),
        sa.Column("held_for", sa.ARRAY(sa.String(length=16)), server_default="{}", nullable=False),
        sa.Column("reason", sa.String(length=32), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("helpful_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("report_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.Text(), server_default="", nullable=False),
        sa.Column("reply_language", sa.String(length=8), server_default="", nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_reviews_stars_in_range")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_reviews_account_id")),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_reviews_merchant_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name=op.f("fk_reviews_order_line_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_reviews_product_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_reviews_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("order_line_id", name=op.f("uq_reviews_order_line_id")),
    )
    op.create_index(op.f("ix_reviews_account_id_id"), "reviews", ["account_id", "id"], unique=False)
    op.create_index(
        op.f("ix_reviews_merchant_id_state_id"), "reviews", ["merchant_id", "state", "id"], unique=False
    )
    op.create_index(
        op.f("ix_reviews_product_id_state_id"), "reviews", ["product_id", "state", "id"], unique=False
    )
    op.create_index(
        "ix_reviews_reported", "reviews", ["id"], unique=False, postgresql_where=sa.text("report_count > 0")
    )
    op.create_index(
        "ix_reviews_waiting", "reviews", ["id"], unique=False, postgresql_where=sa.text("state = 'pending'")
    )
    op.create_table(
        "review_photos",
        sa.Column("review_id", sa.BigInteger(), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_review_photos_media_id")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_photos_review_id")),
        sa.PrimaryKeyConstraint("review_id", "media_id", name=op.f("pk_review_photos")),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.String(length=40), server_default="", nullable=False),
        sa.Column("author_initial", sa.String(length=4), server_default="", nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="pending", nullable=False),
        sa.Column("held_for", sa.ARRAY(sa.String(length=16)), server_default="{}", nullable=False),
        sa.Column("reason", sa.String(length=32), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("helpful_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("report_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answer_language", sa.String(length=8), server_default="", nullable=False),
        sa.Column("answered_by", sa.String(length=16), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_questions_account_id")),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_questions_merchant_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_questions_product_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_questions_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_account_id_id"), "questions", ["account_id", "id"], unique=False)
    op.create_index(
        op.f("ix_questions_merchant_id_state_id"), "questions", ["merchant_id", "state", "id"], unique=False
    )
    op.create_index(
        op.f("ix_questions_product_id_state_id"), "questions", ["product_id", "state", "id"], unique=False
    )
    op.create_index(
        "ix_questions_reported",
        "questions",
        ["id"],
        unique=False,
        postgresql_where=sa.text("report_count > 0"),
    )
    op.create_index(
        "ix_questions_waiting",
        "questions",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "helpful_votes",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("voter", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_id", "voter", name=op.f("pk_helpful_votes")),
    )
    op.create_index(op.f("ix_helpful_votes_voter"), "helpful_votes", ["voter"], unique=False)
    op.create_table(
        "said_reports",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("voter", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_id", "voter", name=op.f("pk_said_reports")),
    )
    op.create_index(op.f("ix_said_reports_voter"), "said_reports", ["voter"], unique=False)
    op.create_table(
        "product_ratings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("review_count", sa.Integer(), nullable=False),
        sa.Column("stars_sum", sa.Integer(), nullable=False),
        sa.Column("average", sa.Integer(), nullable=False),
        sa.Column("histogram", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("aspects", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_product_ratings_merchant_id")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_ratings_product_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_product_ratings_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_ratings")),
        sa.UniqueConstraint(
            "product_id",
            "site_id",
            name=op.f("uq_product_ratings_product_id_site_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_product_ratings_merchant_id"), "product_ratings", ["merchant_id"], unique=False)
