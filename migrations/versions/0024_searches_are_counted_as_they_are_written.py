"""Searches are counted as they are written, because the page of a popular one has an address."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("search_counts", sa.Column("written", sa.String(120)))
    op.execute("UPDATE search_counts SET written = query")
    op.alter_column("search_counts", "written", nullable=False)
    op.drop_constraint("uq_search_counts_day_site_id_language_query", "search_counts")
    op.create_unique_constraint(
        op.f("uq_search_counts_day_site_id_language_written"),
        "search_counts",
        ["day", "site_id", "language", "written"],
    )
