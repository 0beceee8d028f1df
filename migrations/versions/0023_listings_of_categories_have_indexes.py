"""Listings of categories have an index for each level of the tree: what is newest in one is read in its order.

So the categories of a product are written from the top one down.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

LEVELS = (1, 2, 3)


def upgrade() -> None:
    op.execute(
        "UPDATE search_facts SET category_ids = "
        "ARRAY(SELECT id FROM unnest(category_ids) WITH ORDINALITY AS path (id, place) ORDER BY place DESC)"
    )
    for level in LEVELS:
        op.create_index(
            f"ix_search_facts_level_{level}",
            "search_facts",
            ["site_id", sa.text(f"(category_ids[{level}])"), "newness", "product_id"],
        )
    op.execute("ANALYZE search_facts")  # so that it is known how many products each category has
