"""Processes keep what seldom changes, by editions."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_editions")),
    )
    op.execute(
        "INSERT INTO editions SELECT name, (random() * 4e18)::bigint "
        "FROM unnest(ARRAY['categories', 'attributes', 'pages', 'synonyms']) AS name"
    )
    op.execute("INSERT INTO editions SELECT 'listings:' || id, (random() * 4e18)::bigint FROM sites")
