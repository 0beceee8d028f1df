"""Checkout asks for firms, gifts and consents, and sites say how one pays there."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    for table in ("checkouts", "purchases"):
        op.add_column(table, sa.Column("is_gift", sa.Boolean(), nullable=False, server_default="false"))
        op.add_column(table, sa.Column("gift_note", sa.String(300), nullable=False, server_default=""))
        op.add_column(table, sa.Column("firm", postgresql.JSONB(), nullable=True))
    op.add_column("carts", sa.Column("returned_of", sa.String(32), nullable=False, server_default=""))
    op.add_column("payments", sa.Column("charge", sa.String(120), nullable=False, server_default=""))
    op.create_index(
        "ix_payments_charge", "payments", ["gateway", "charge"], postgresql_where=sa.text("charge <> ''")
    )
    op.add_column(
        "payment_words", sa.Column("is_alarming", sa.Boolean(), nullable=False, server_default="false")
    )
    op.create_index(
        "ix_payment_words_alarming", "payment_words", ["id"], postgresql_where=sa.text("is_alarming")
    )
    _payment_methods()
    _purchase_consents()


def _payment_methods() -> None:
    op.create_table(
        "payment_methods",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("gateway", sa.String(32), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False, server_default="{}"),
        sa.Column("is_on", sa.Boolean(), nullable=False, server_default="true"),
        sa.Column("position", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("currencies", postgresql.ARRAY(sa.String(3)), nullable=False, server_default="{}"),
        sa.Column("least_minor", sa.BigInteger(), nullable=True),
        sa.Column("most_minor", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.CheckConstraint(
            "least_minor IS NULL OR most_minor IS NULL OR least_minor <= most_minor",
            name=op.f("ck_payment_methods_least_below_most"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_payment_methods_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_methods")),
        sa.UniqueConstraint("site_id", "gateway", name=op.f("uq_payment_methods_site_id_gateway")),
    )


def _purchase_consents() -> None:
    op.create_table(
        "purchase_consents",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("purchase_id", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(32), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name=op.f("fk_purchase_consents_purchase_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_consents")),
        sa.UniqueConstraint(
            "purchase_id", "document", name=op.f("uq_purchase_consents_purchase_id_document")
        ),
    )
    op.execute(
        "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON purchase_consents "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
