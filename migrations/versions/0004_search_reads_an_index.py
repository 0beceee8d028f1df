"""Search reads an index."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

revision = "0004"
down_revision = "0003"

LANGUAGES = ("en", "ru", "zh", "es", "de", "fr", "pl")


def upgrade() -> None:
    """Make the tables; they are filled by `entrepot search index`, which the start calls where they are empty."""
    _products()
    _documents()
    _facts()
    _prices()
    _words()
    _names()
    _synonyms()
    _counts()
    op.create_index("ix_variants_sku_lower", "variants", [sa.text("lower(sku)")])
    op.create_index("ix_variants_barcode", "variants", ["barcode"], postgresql_where=sa.text("barcode <> ''"))


def _products() -> None:
    op.create_table(
        "search_products",
        sa.Column(
            "id", sa.BigInteger, sa.ForeignKey("products.id", name="fk_search_products_id"), nullable=False
        ),
        sa.Column("making", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("version", sa.Integer, nullable=False, server_default="0"),
        sa.Column("indexed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_search_products"),
    )
    op.create_index("ix_search_products_making", "search_products", ["making"])


def _documents() -> None:
    op.create_table(
        "search_documents",
        _product("search_documents"),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("vector", TSVECTOR, nullable=False),
        sa.PrimaryKeyConstraint("product_id", "language", name="pk_search_documents"),
    )
    for code in LANGUAGES:
        op.create_index(
            f"ix_search_documents_{code}",
            "search_documents",
            ["vector"],
            postgresql_using="gin",
            postgresql_where=sa.text(f"language = '{code}'"),
        )


def _facts() -> None:
    op.create_table(
        "search_facts",
        _site("search_facts"),
        _product("search_facts"),
        sa.Column("category_id", sa.BigInteger, nullable=False),
        sa.Column("category_ids", ARRAY(sa.BigInteger), nullable=False),
        sa.Column("merchant_id", sa.BigInteger, nullable=False),
        sa.Column("brand_id", sa.BigInteger),
        sa.Column("attributes", ARRAY(sa.Text), nullable=False),
        sa.Column("ships_from", ARRAY(sa.String(2)), nullable=False),
        sa.Column("available", sa.BigInteger, nullable=False),
        sa.Column("newness", sa.BigInteger, nullable=False),
        sa.Column("sold", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("reviews", sa.Integer, nullable=False, server_default="0"),
        sa.Column("rating", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("standing", sa.BigInteger, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("site_id", "product_id", name="pk_search_facts"),
    )
    for columns in (
        ["site_id", "newness", "product_id"],
        ["site_id", "sold", "product_id"],
        ["site_id", "standing", "product_id"],
        ["site_id", "merchant_id"],
        ["site_id", "brand_id"],
        ["product_id"],
    ):
        op.create_index("_".join(["ix_search_facts", *columns]), "search_facts", columns)
    for column in ("category_ids", "attributes"):
        op.create_index(f"ix_search_facts_{column}", "search_facts", [column], postgresql_using="gin")


def _prices() -> None:
    op.create_table(
        "search_prices",
        _site("search_prices"),
        sa.Column("currency", sa.String(3), nullable=False),
        _product("search_prices"),
        sa.Column("lowest_minor", sa.BigInteger, nullable=False),
        sa.Column("highest_minor", sa.BigInteger, nullable=False),
        sa.Column("was_minor", sa.BigInteger),
        sa.Column("discount", sa.SmallInteger, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("site_id", "currency", "product_id", name="pk_search_prices"),
    )
    op.create_index(
        "ix_search_prices_site_id_currency_lowest_minor_product_id",
        "search_prices",
        ["site_id", "currency", "lowest_minor", "product_id"],
    )
    op.create_index("ix_search_prices_product_id", "search_prices", ["product_id"])


def _words() -> None:
    op.create_table(
        "search_words",
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("word", sa.String(64), nullable=False),
        sa.Column("trigrams", ARRAY(sa.Text), nullable=False),
        sa.Column("products", sa.Integer, nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("language", "word", name="pk_search_words"),
    )
    op.create_index("ix_search_words_trigrams", "search_words", ["trigrams"], postgresql_using="gin")
    op.create_index(
        "ix_search_words_start",
        "search_words",
        ["language", "word", "products"],
        postgresql_ops={"word": "text_pattern_ops"},
    )


def _names() -> None:
    op.create_table(
        "search_names",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("entity_id", sa.BigInteger, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("start", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_names"),
    )
    op.create_index("ix_search_names_kind_entity_id", "search_names", ["kind", "entity_id"])
    op.create_index(
        "ix_search_names_start",
        "search_names",
        ["language", "start"],
        postgresql_ops={"start": "text_pattern_ops"},
    )


def _synonyms() -> None:
    op.create_table(
        "search_synonyms",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("terms", ARRAY(sa.Text), nullable=False),
        sa.Column("folded", ARRAY(sa.Text), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_synonyms"),
        sa.CheckConstraint("cardinality(terms) >= 2", name="two_terms"),
    )
    op.create_index("ix_search_synonyms_folded", "search_synonyms", ["folded"], postgresql_using="gin")


def _counts() -> None:
    op.create_table(
        "search_counts",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        _site("search_counts"),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("query", sa.String(120), nullable=False),
        sa.Column("results", sa.BigInteger, nullable=False),
        sa.Column("times", sa.Integer, nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("id", name="pk_search_counts"),
        sa.UniqueConstraint(
            "day", "site_id", "language", "query", name="uq_search_counts_day_site_id_language_query"
        ),
    )
    op.create_index("ix_search_counts_day_results", "search_counts", ["day", "results"])


def _site(table: str) -> sa.Column[int]:
    key = sa.ForeignKey("sites.id", name=f"fk_{table}_site_id")
    return sa.Column("site_id", sa.BigInteger, key, nullable=False)


def _product(table: str) -> sa.Column[int]:
    key = sa.ForeignKey("products.id", name=f"fk_{table}_product_id")
    return sa.Column("product_id", sa.BigInteger, key, nullable=False)
