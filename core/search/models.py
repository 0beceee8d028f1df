"""The index: what shoppers look through, written anew from the rooms below whenever something changes there."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Currency, Instant, Key, Language, Minor
from core.platform.db import Model
from core.search.policy import FLOORS, LEVELS
from core.search.types import LANGUAGES


class IndexedProduct(Model):
    """What was last written of a product, by which making of the index; its row is the lock of the product's others.

    `tier` is that of its documents.
    """

    __tablename__ = "search_products"

    id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("products.id"), primary_key=True, autoincrement=False
    )
    making: Mapped[int] = mapped_column(SmallInteger, server_default="0", index=True)
    version: Mapped[int] = mapped_column(server_default="0")
    indexed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    tier: Mapped[int] = mapped_column(SmallInteger, server_default="0")


class Document(Model):
    """A product's words in one language, stemmed and weighted; texts it lacks there stand in in another.

    `tier` says how well the product sells: see the policy.
    """

    __tablename__ = "search_documents"
    # An index for each language: the others' words are not even looked at. And one for each tier and above.
    __table_args__ = tuple(
        Index(
            f"ix_search_documents_{code}" + (f"_{tier}" if tier else ""),
            "vector",
            postgresql_using="gin",
            postgresql_where=text(f"language = '{code}'" + (f" AND tier >= {tier}" if tier else "")),
        )
        for code in LANGUAGES
        for tier in range(len(FLOORS) + 1)
    )

    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), primary_key=True)
    language: Mapped[Language] = mapped_column(primary_key=True)
    vector: Mapped[str] = mapped_column(TSVECTOR)
    tier: Mapped[int] = mapped_column(SmallInteger, server_default="0")


class Fact(Model):
    """A product as one site sells it: everything to filter and sort by. Without a row it is not sold there.

    `newness` is when it was published, in microseconds; `standing` is its rating times a hundred, drawn towards the
    middle while there are few reviews; `attributes` holds code=value.
    """

    __tablename__ = "search_facts"
    __table_args__ = (
        Index(None, "site_id", "newness", "product_id"),
        Index(None, "site_id", "sold", "product_id"),
        Index(None, "site_id", "standing", "product_id"),
        Index(None, "site_id", "merchant_id"),
        Index(None, "site_id", "brand_id"),
        Index(None, "category_ids", postgresql_using="gin"),
        Index(None, "attributes", postgresql_using="gin"),
        # What is newest in a category is read in this order; `category_ids` begins with the top category.
        *(
            Index(
                f"ix_search_facts_level_{level}",
                "site_id",
                text(f"(category_ids[{level}])"),
                "newness",
                "product_id",
            )
            for level in LEVELS
        ),
    )

    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), primary_key=True)
    category_id: Mapped[int] = mapped_column(BigInteger)
    category_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    merchant_id: Mapped[int] = mapped_column(BigInteger)
    brand_id: Mapped[int | None] = mapped_column(BigInteger)
    attributes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    ships_from: Mapped[list[str]] = mapped_column(ARRAY(String(2)))
    available: Mapped[int] = mapped_column(BigInteger)
    newness: Mapped[int] = mapped_column(BigInteger)
    sold: Mapped[int] = mapped_column(BigInteger, server_default="0")
    reviews: Mapped[int] = mapped_column(server_default="0")
    rating: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    standing: Mapped[int] = mapped_column(BigInteger, server_default="0")


class ShownPrice(Model):
    """What a product costs on a site in a currency; `was_minor` is the list price where it is reduced."""

    __tablename__ = "search_prices"
    __table_args__ = (
        # With the discount beside it, everything that facets count of prices is read from the index alone.
        Index(None, "site_id", "currency", "lowest_minor", "product_id", postgresql_include=["discount"]),
    )

    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"), primary_key=True)
    currency: Mapped[Currency] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), primary_key=True)
    lowest_minor: Mapped[Minor]
    highest_minor: Mapped[Minor]
    was_minor: Mapped[int | None] = mapped_column(BigInteger)
    discount: Mapped[int] = mapped_column(SmallInteger, server_default="0")


class Tally(Model):
    """How many products of a place a listing would show for a label, how many of them in stock, and their prices' ends.

    Places and labels are written as `policy.labels` says. What changed since is in TallyChange: the number is both.
    Between the ends lie all prices; they are drawn together only by the nightly proof.
    """

    __tablename__ = "search_tallies"

    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"), primary_key=True)
    currency: Mapped[Currency] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[str] = mapped_column(Text, primary_key=True)
    products: Mapped[int]
    available: Mapped[int]
    lowest_minor: Mapped[int | None] = mapped_column(BigInteger)
    highest_minor: Mapped[int | None] = mapped_column(BigInteger)


class TallyChange(Model):
    """A product that came to labels or left them, came into stock under them or left it, or has another price there.

    Rows are only ever added, until they are folded into the tallies.
    """

    __tablename__ = "search_tally_changes"

    id: Mapped[Key]
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    currency: Mapped[Currency]
    labels: Mapped[list[str]] = mapped_column(ARRAY(Text))
    products: Mapped[int] = mapped_column(SmallInteger)
    available: Mapped[int] = mapped_column(SmallInteger)
    lowest_minor: Mapped[int | None] = mapped_column(BigInteger)
    highest_minor: Mapped[int | None] = mapped_column(BigInteger)


class Word(Model):
    """A word that titles, brands or categories hold, to correct misspelled ones by."""

    __tablename__ = "search_words"
    __table_args__ = (
        Index(None, "trigrams", postgresql_using="gin"),
        Index(
            "ix_search_words_start",
            "language",
            "word",
            "products",
            postgresql_ops={"word": "text_pattern_ops"},
        ),
    )

    language: Mapped[Language] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(64), primary_key=True)
    trigrams: Mapped[list[str]] = mapped_column(ARRAY(Text))
    products: Mapped[int] = mapped_column(server_default="1")


class NameRow(Model):
    """A brand, merchant or category under each beginning of a word of its name, and as it sounds in other letters.

    A category stands here stemmed as well, to be found by just its name: kinds "shelf" and "part".
    """

    __tablename__ = "search_names"
    __table_args__ = (
        Index(None, "kind", "entity_id"),
        Index("ix_search_names_start", "language", "start", postgresql_ops={"start": "text_pattern_ops"}),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(16))
    entity_id: Mapped[int] = mapped_column(BigInteger)
    language: Mapped[Language]
    start: Mapped[str] = mapped_column(String(255))


class Synonym(Model):
    """Terms that mean the same; an empty language stands for every one. `folded` is what queries are compared with."""

    __tablename__ = "search_synonyms"
    __table_args__ = (
        CheckConstraint("cardinality(terms) >= 2", name="two_terms"),
        Index(None, "folded", postgresql_using="gin"),
    )

    id: Mapped[Key]
    language: Mapped[Language]
    terms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    folded: Mapped[list[str]] = mapped_column(ARRAY(Text))
    version: Mapped[int] = mapped_column(server_default="1")
    updated_at: Mapped[Instant]


class SearchCount(Model):
    """How often something was looked for on a day; nobody's name, and no time of day.

    `query` is folded, for the report; `written` is how it was typed, for the address of its page.
    """

    __tablename__ = "search_counts"
    __table_args__ = (
        UniqueConstraint("day", "site_id", "language", "written"),
        Index(None, "day", "results"),
    )

    id: Mapped[Key]
    day: Mapped[date] = mapped_column(Date)
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    language: Mapped[Language]
    query: Mapped[str] = mapped_column(String(120))
    written: Mapped[str] = mapped_column(String(120))
    results: Mapped[int] = mapped_column(BigInteger)
    times: Mapped[int] = mapped_column(server_default="1")
