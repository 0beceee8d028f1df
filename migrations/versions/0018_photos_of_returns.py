"""Returns have photos that only those concerned see."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "return_photos",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("return_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_return_photos_has_size")),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name=op.f("fk_return_photos_return_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_photos")),
        sa.UniqueConstraint("name", name=op.f("uq_return_photos_name")),
    )
    op.create_index(op.f("ix_return_photos_return_id"), "return_photos", ["return_id"])
