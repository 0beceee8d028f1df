"""Documents know how well their product sells, and have indexes of what sells so well for each language.

Searches that find very many products look among the best-selling.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

LANGUAGES = ("en", "ru", "zh", "es", "de", "fr", "pl")
TIERS = (1, 2, 3, 4)


def upgrade() -> None:
    for table in ("search_products", "search_documents"):
        op.add_column(table, sa.Column("tier", sa.SmallInteger(), server_default="0", nullable=False))
    op.execute(
        "UPDATE search_products SET tier = width_bucket(sold, ARRAY[3, 10, 30, 100]) FROM "
        "(SELECT product_id, max(sold)::int AS sold FROM search_facts WHERE sold > 0 GROUP BY product_id) selling "
        "WHERE id = product_id"
    )
    op.execute(
        "UPDATE search_documents d SET tier = p.tier FROM search_products p "
        "WHERE p.id = d.product_id AND p.tier > 0"
    )
    for language in LANGUAGES:
        for tier in TIERS:
            op.create_index(
                f"ix_search_documents_{language}_{tier}",
                "search_documents",
                ["vector"],
                postgresql_using="gin",
                postgresql_where=sa.text(f"language = '{language}' AND tier >= {tier}"),
            )
