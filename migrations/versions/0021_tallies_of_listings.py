"""The numbers beside listings are kept for whole categories, merchants and brands instead of counted for each page.

Filled here with what the index holds; from now on whoever writes the index notes what changes. A product's rows are
found by the primary keys: there are few sites and currencies to skip through.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0021"
down_revision = "0020"

SORTED = "ix_search_prices_site_id_currency_lowest_minor_product_id"
FILL = """
    insert into search_tallies
    select labelled.site_id, labelled.currency, place, label, sum(products), sum(available), min(lowest), max(highest)
    from (
        select f.site_id, p.currency,
               array['total:', 'merchant:' || f.merchant_id]
               || array(select 'category:' || value from unnest(f.category_ids) value)
               || array(select 'brand:' || f.brand_id where f.brand_id is not null)
               || array(select 'from:' || value from unnest(f.ships_from) value)
               || array(select 'attribute:' || value from unnest(f.attributes) value)
               || array(select 'discount:' || least from unnest(array[1, 20, 50]) least where p.discount >= least)
               || array(select 'rating:' || stars from unnest(array[4, 3]) stars where f.rating >= stars * 10)
               as labels,
               count(*) as products, count(*) filter (where f.available > 0) as available,
               min(p.lowest_minor) as lowest, max(p.lowest_minor) as highest
        from search_facts f join search_prices p on p.product_id = f.product_id and p.site_id = f.site_id
        group by 1, 2, 3
    ) labelled, unnest(labels) place, unnest(labels) label
    where split_part(place, ':', 1) in ('category', 'merchant', 'brand')
    group by 1, 2, 3, 4
"""


def upgrade() -> None:
    op.create_table(
        "search_tallies",
        *_site_and_currency(),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("products", sa.Integer, nullable=False),
        sa.Column("available", sa.Integer, nullable=False),
        *_ends(),
        sa.PrimaryKeyConstraint("site_id", "currency", "place", "label", name="pk_search_tallies"),
    )
    op.create_table(
        "search_tally_changes",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        *_site_and_currency(),
        sa.Column("labels", ARRAY(sa.Text), nullable=False),
        sa.Column("products", sa.SmallInteger, nullable=False),
        sa.Column("available", sa.SmallInteger, nullable=False),
        *_ends(),
    )
    op.execute(FILL)
    op.drop_index("ix_search_facts_product_id", "search_facts")
    op.drop_index("ix_search_prices_product_id", "search_prices")
    op.drop_index(SORTED, "search_prices")
    columns = ["site_id", "currency", "lowest_minor", "product_id"]
    op.create_index(SORTED, "search_prices", columns, postgresql_include=["discount"])


def _site_and_currency() -> tuple[sa.Column[int], sa.Column[str]]:
    site = sa.Column("site_id", sa.BigInteger, sa.ForeignKey("sites.id"), nullable=False)
    return site, sa.Column("currency", sa.String(3), nullable=False)


def _ends() -> tuple[sa.Column[int], sa.Column[int]]:
    """Give the columns for the lowest and the highest price."""
    lowest = sa.Column("lowest_minor", sa.BigInteger, nullable=True)
    return lowest, sa.Column("highest_minor", sa.BigInteger, nullable=True)
