"""Writing products into the index: what shoppers look through stays readable all the while.

Who writes holds the lock of each product's row before reading what it is made of: so the one that writes last has read
last, however many relays are at work.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Text, bindparam, cast, delete, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY, REGCONFIG, TSVECTOR, insert

from core.catalog.models import Product
from core.kernel import clock
from core.platform import editions
from core.platform.db import session
from core.search import policy
from core.search.models import Document, Fact, ShownPrice, Word
from core.search.policy import edition_of, sounds, spelling, words
from core.search.service.gathering import Range, Shelf, Source, gather
from core.search.service.holding import Held, hold, move
from core.search.service.tallying import note_changes, shares_of
from core.search.service.telling import seen_of, tell_changes
from core.search.types import LANGUAGES
from core.sites import queries as sites
from core.sites.types import SiteDetail

UNCOUNTED = {"newness", "sold", "reviews", "standing", "highest_minor", "was_minor"}
AT_ONCE = 200  # products whose rows fit into one statement, with all their sites and currencies
SHORTEST_KNOWN, LONGEST_KNOWN = 3, 40  # letters of words that misspelled ones are corrected by

WordCount = Counter[tuple[str, str]]
Rows = list[dict[str, Any]]


def index_products(product_ids: Iterable[int]) -> WordCount:
    """Write products anew, with their words; what is not sold any more leaves the index.

    Gives how many of them hold each (language, word).
    """
    ids = sorted(set(product_ids))
    if not ids:
        return Counter()
    held = _lock(ids, is_whole=True)
    shops = sites.list_sites()
    sources = gather(ids, shops)
    _write_facts(ids, sources, shops)
    move(held, {source.product.id: source.sold for source in sources})
    _drop(Document, ids, [source.product.id for source in sources])
    counts: WordCount = Counter()
    for language in LANGUAGES:
        _write_documents(language, sources)
        counts.update(_known_words(language, sources))
    _write_words(counts)
    _renew(shop.id for shop in shops)
    return counts


def let_counts_lag(seconds: float) -> None:
    """Let this process show the numbers beside a listing this late while the shop is written to."""
    editions.let_lag(seconds)


def index_facts(product_ids: Iterable[int]) -> None:
    """Write prices, stock, sales and ratings of products anew, some hundreds at a time; their words stay."""
    ids, counted = sorted(set(product_ids)), set[int]()
    shops = sites.list_sites() if ids else []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        held = _lock(some, is_whole=False)
        sources = gather(some, shops)
        counted |= _write_facts(some, sources, shops)
        move(held, {source.product.id: source.sold for source in sources})
    _renew(counted)


def _renew(site_ids: Iterable[int]) -> None:
    """Let listings be counted anew; last, because every writer of the index waits here for the one before it."""
    for site_id in sorted(set(site_ids)):
        editions.renew(edition_of(site_id))


def _lock(ids: Sequence[int], *, is_whole: bool) -> Held:
    held = hold(ids)
    for id, version in session().execute(select(Product.id, Product.version).where(Product.id.in_(ids))):
        held[id].indexed_at = clock.now()
        if is_whole:
            held[id].making, held[id].version = policy.MAKING, version
    return held


def _write_facts(ids: Sequence[int], sources: Sequence[Source], shops: Sequence[SiteDetail]) -> set[int]:
    """Write what is filtered and sorted by; gives the sites where something counts otherwise now."""
    facts = [fact for source in sources for shop in shops if (fact := _fact(source, shop)) is not None]
    prices = [_price(source, price) for source in sources for price in source.prices]
    here = {(fact["site_id"], fact["product_id"]) for fact in facts}
    shown = [row for row in prices if (row["site_id"], row["product_id"]) in here]
    old_facts, old_shown = _rows_of(Fact, ids), _rows_of(ShownPrice, ids)
    changed = _replace(Fact, old_facts, facts) | _replace(ShownPrice, old_shown, shown)
    before, after = shares_of(old_facts, old_shown), shares_of(facts, shown)
    if changed:
        note_changes(before, after)
    tell_changes(seen_of(old_facts, old_shown, before), seen_of(facts, shown, after))
    return changed


def _fact(source: Source, site: SiteDetail) -> dict[str, Any] | None:
    """Give a product's row for a site; None where the site does not sell it."""
    excluded = {category.code for category in source.path} & set(site.excluded_categories)
    if excluded or source.merchant.code in site.excluded_merchants:
        return None
    if not any(price.site_id == site.id for price in source.prices):
        return None
    available, ships_from = stock_of(source.shelves, site.id)
    return {
        "site_id": site.id,
        "product_id": source.product.id,
        "category_id": source.product.category_id,
        "category_ids": [category.id for category in reversed(source.path)],
        "merchant_id": source.merchant.id,
        "brand_id": source.brand.id if source.brand else None,
        "attributes": sorted(source.attributes),
        "ships_from": ships_from,
        "available": available,
        "newness": int(source.published_at.timestamp() * 1_000_000),
        "sold": source.sold,
        "reviews": source.reviews,
        "rating": source.rating,
        "standing": policy.standing_of(source.rating, source.reviews),
    }


def stock_of(shelves: Iterable[Shelf], site_id: int) -> tuple[int, list[str]]:
    """Give how many units a site can sell, and the countries they are sent from."""
    here = [shelf for shelf in shelves if shelf.site_id == site_id]
    filled = [shelf for shelf in here if shelf.available > 0]
    return sum(shelf.available for shelf in here), sorted({shelf.country for shelf in filled or here})


def _price(source: Source, price: Range) -> dict[str, Any]:
    return {
        "site_id": price.site_id,
        "currency": price.currency,
        "product_id": source.product.id,
        "lowest_minor": price.lowest,
        "highest_minor": price.highest,
        "was_minor": price.was,
        "discount": policy.discount_of(price.lowest, price.was),
    }


def _rows_of(table: type[Fact] | type[ShownPrice], ids: Sequence[int]) -> Rows:
    read = select(*table.__table__.columns).where(table.product_id.in_(ids))
    return [dict(row) for row in session().execute(read).mappings()]


def _replace(table: type[Fact] | type[ShownPrice], old: Rows, new: Rows) -> set[int]:
    """Put rows in the place of those the products had; rows that stay are changed, and those alike left alone.

    Gives the sites where something counts otherwise now.
    """
    keys = [column.name for column in table.__table__.primary_key]
    kept = {tuple(row[key] for key in keys): row for row in new}
    there = {tuple(row[key] for key in keys): row for row in old}
    gone = [key for key in there if key not in kept]
    columns = [getattr(table, key) for key in keys]
    for key in gone:
        session().execute(delete(table).where(*(c == v for c, v in zip(columns, key, strict=True))))
    news = [row for key, row in sorted(kept.items()) if there.get(key) != row]
    if news:
        written = insert(table).values(news)
        values = {c.name: written.excluded[c.name] for c in table.__table__.columns if c.name not in keys}
        session().execute(written.on_conflict_do_update(index_elements=keys, set_=values))
    return {there[key]["site_id"] for key in gone} | {
        row["site_id"]
        for row in news
        if _counts_of(row) != _counts_of(there.get(tuple(row[key] for key in keys)))
    }


def _counts_of(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Give what of a row listings count; a sale or another piece in stock alone changes nothing there."""
    if row is None:
        return None
    counted = {name: value for name, value in row.items() if name not in UNCOUNTED}
    return counted | {"available": row.get("available", 0) > 0}


def _drop(table: type[Document], ids: Sequence[int], kept: Sequence[int]) -> None:
    gone = set(ids) - set(kept)
    if gone:
        session().execute(delete(table).where(table.product_id.in_(gone)))


def _write_documents(language: str, sources: Sequence[Source]) -> None:
    """Write the words of products in a language, in one statement for each: the database stems them."""
    if not sources:
        return
    row = insert(Document.metadata.tables[Document.__tablename__]).values(
        product_id=bindparam("product"),
        language=language,
        vector=_vector(words.configuration_of(language)),
        tier=bindparam("tier"),
    )
    row = row.on_conflict_do_update(
        index_elements=["product_id", "language"],
        set_={"vector": row.excluded.vector, "tier": row.excluded.tier},
    )
    session().execute(row, [_texts(source, language) for source in sources])


def _vector(configuration: str) -> Any:
    """Weigh words: title, then brand, codes and parts of the title's words, then what describes it, then categories."""
    plain = words.UNSTEMMED_CONFIGURATION
    parts = [
        _weighed(configuration, "title_stems", "A"),
        _weighed(plain, "title", "A"),
        _weighed(configuration, "marks_stems", "B"),
        _weighed(plain, "marks", "B"),
        _weighed(configuration, "about_stems", "C"),
        _weighed(plain, "about", "C"),
        _weighed(configuration, "categories_stems", "D"),
        _weighed(plain, "categories", "D"),
        func.array_to_tsvector(cast(bindparam("sounds"), ARRAY(Text)), type_=TSVECTOR()),
    ]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.op("||", return_type=TSVECTOR())(part)
    return whole


def _weighed(configuration: str, name: str, weight: str) -> Any:
    named = cast(literal_column(f"'{configuration}'"), REGCONFIG)
    vector = func.to_tsvector(named, cast(bindparam(name), Text))
    return func.setweight(vector, literal_column(f"'{weight}'::\"char\""), type_=TSVECTOR())


def _texts(source: Source, language: str) -> dict[str, Any]:
    title, description = _in(source.product.titles, language), _in(source.product.descriptions, language)
    brand = source.brand.name if source.brand else ""
    categories = " ".join(_in(category.names, language) for category in source.path)
    names = [_in(names, language) for names in source.attributes.values()]
    about = " ".join([*names, source.merchant.name, description])
    parts = " ".join(part for word in words.cut(title) for part in words.parts_of(word, language))
    spelled = words.umlauts_spelled(title) if language in words.COMPOUNDING else ""
    texts = {
        "title": title,
        "marks": f"{brand} {' '.join(source.codes)} {parts}",
        "about": f"{about} {spelled}",
        "categories": categories,
    }
    folded = {name: " ".join(words.cut(text)) for name, text in texts.items()}
    stems = {f"{name}_stems": words.stemmed(text, language) for name, text in texts.items()}
    heard = [
        *sounds.sounds_in(words.cut(f"{title} {categories}")),
        *sounds.name_sounds_in(words.cut(f"{brand} {source.merchant.name}")),
    ]
    own = {"product": source.product.id, "tier": policy.tier_of(source.sold)}
    return {**own, **folded, **stems, "sounds": list(dict.fromkeys(heard))}


def _in(texts: Mapping[str, str], language: str) -> str:
    """Give a text in a language; one that lacks it stands in all it has, because which one pages show is the site's."""
    own = texts.get(language, "").strip()
    return own or " ".join(dict.fromkeys(text for text in texts.values() if text.strip()))


def _known_words(language: str, sources: Sequence[Source]) -> WordCount:
    counts: WordCount = Counter()
    for source in sources:
        names = [category.names.get(language, "") for category in source.path]
        brand = source.brand.name if source.brand else ""
        known = words.cut(" ".join([source.product.titles.get(language, ""), brand, *names]))
        counts.update((language, word) for word in set(known) if _is_known(word))
    return counts


def _is_known(word: str) -> bool:
    return word.isalpha() and SHORTEST_KNOWN <= len(word) <= LONGEST_KNOWN


def _write_words(counts: WordCount) -> None:
    """Note words that are new; how many products hold each is counted when everything is written."""
    rows: Rows = [
        {"language": language, "word": word, "trigrams": spelling.trigrams(word), "products": count}
        for (language, word), count in sorted(counts.items())
    ]
    if rows:
        session().execute(insert(Word).values(rows).on_conflict_do_nothing())
