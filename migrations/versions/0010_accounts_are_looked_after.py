"""Accounts are looked after: wish lists, consents, a second step, copies of own data, choices of what is told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "email_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("old_email", sa.String(length=254), nullable=False),
        sa.Column("new_email", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="asked", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("undo_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_email_changes_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_changes")),
    )
    op.create_index(op.f("ix_email_changes_account_id"), "email_changes", ["account_id"], unique=False)
    op.create_table(
        "second_steps",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("secret", sa.LargeBinary(length=128), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_second_steps_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_steps")),
        sa.UniqueConstraint("account_id", name=op.f("uq_second_steps_account_id")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("account_id", "code_hash", name=op.f("uq_recovery_codes_account_id_code_hash")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.String(length=80), server_default="", nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "account_id IS NOT NULL OR subject <> ''", name=op.f("ck_consents_somebody_agreed")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_consents_account_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_consents_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(
        op.f("ix_consents_account_id_topic_id"), "consents", ["account_id", "topic", "id"], unique=False
    )
    op.create_index(
        op.f("ix_consents_subject_topic_id"), "consents", ["subject", "topic", "id"], unique=False
    )
    op.create_table(
        "wishlists",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("name", sa.String(length=60), server_default="", nullable=False),
        sa.Column("share_token", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (token_hash IS NULL)", name=op.f("ck_wishlists_has_one_keeper")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_wishlists_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishlists")),
        sa.UniqueConstraint("share_token", name=op.f("uq_wishlists_share_token")),
    )
    op.create_index(op.f("ix_wishlists_account_id"), "wishlists", ["account_id"], unique=False)
    op.create_index(
        "ix_wishlists_guests",
        "wishlists",
        ["touched_at"],
        unique=False,
        postgresql_where=sa.text("token_hash IS NOT NULL"),
    )
    op.create_index(op.f("ix_wishlists_token_hash"), "wishlists", ["token_hash"], unique=False)
    op.create_table(
        "wishes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("wishlist_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=280), server_default="", nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_wishes_product_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_wishes_variant_id")),
        sa.ForeignKeyConstraint(
            ["wishlist_id"], ["wishlists.id"], name=op.f("fk_wishes_wishlist_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
        sa.UniqueConstraint(
            "wishlist_id",
            "product_id",
            "variant_id",
            name=op.f("uq_wishes_wishlist_id_product_id_variant_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "viewed_products",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (token_hash IS NULL)", name=op.f("ck_viewed_products_has_one_keeper")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_viewed_products_account_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_viewed_products_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_viewed_products")),
        sa.UniqueConstraint(
            "account_id",
            "token_hash",
            "product_id",
            name=op.f("uq_viewed_products_account_id_token_hash_product_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_viewed_products_token_hash"), "viewed_products", ["token_hash"], unique=False)
    op.create_index(op.f("ix_viewed_products_viewed_at"), "viewed_products", ["viewed_at"], unique=False)
    op.create_table(
        "data_exports",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="asked", nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_data_exports_account_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_data_exports_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_exports")),
    )
    op.create_index(op.f("ix_data_exports_account_id_id"), "data_exports", ["account_id", "id"], unique=False)
    op.create_index(
        "uq_data_exports_asked",
        "data_exports",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("source_key", sa.String(length=255), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notes_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sa.UniqueConstraint("source_key", name=op.f("uq_notes_source_key")),
    )
    op.create_index(op.f("ix_notes_account_id_id"), "notes", ["account_id", "id"], unique=False)
    op.create_index(
        "ix_notes_unread", "notes", ["account_id"], unique=False, postgresql_where=sa.text("read_at IS NULL")
    )
    op.create_table(
        "notification_choices",
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("recipient", "topic", "channel", name=op.f("pk_notification_choices")),
    )
    op.add_column("accounts", sa.Column("erase_after", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_accounts_erase_after",
        "accounts",
        ["erase_after"],
        postgresql_where=sa.text("erase_after IS NOT NULL"),
    )
    op.add_column("account_sessions", sa.Column("country", sa.String(2), nullable=True))
    op.add_column(
        "account_sessions",
        sa.Column("awaits_code", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("account_tokens", sa.Column("email_change_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_account_tokens_email_change_id"),
        "account_tokens",
        "email_changes",
        ["email_change_id"],
        ["id"],
    )
    op.execute(
        "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON consents "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
