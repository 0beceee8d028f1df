"""Telling goods again in bulk: every row of a product and of its variants is copied inside the database.

A copy has a name of its own (two made-up words and a number), another price, age, sales and rating, and a hundred
times the stock; its opening stands in the ledger like everybody's. Columns that nobody names here are copied as
they are, so one that a migration adds tomorrow comes along. A table of products or variants that is neither
copied nor left out on purpose fails a test (tests/unit/cli/bench).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

MUCH = 100  # times the seeds' stock, so that a run of orders does not buy the shop empty

PRICE = "greatest(99, round({} * c.factor / 100)::bigint * 100 - 1)"
RENAMED = "(select jsonb_object_agg(key, value || ' ' || c.model) from jsonb_each_text({}))"
# The Bayesian mean that listings sort by; a test holds these to the policy of search.
USUAL_RATING, WEIGHT_OF_USUAL = 35, 5
STANDING = (
    f"case when c.reviews = 0 then 0 else 10 * (c.rating * c.reviews + {USUAL_RATING * WEIGHT_OF_USUAL})"
    f" / (c.reviews + {WEIGHT_OF_USUAL}) end"
)
TIER = "width_bucket(c.sold, array[3, 10, 30, 100])"  # held to the policy in the same way
TRIGRAMS = "(select array_agg(distinct substr(' ' || w.word || ' ', at, 3)) from generate_series(1, length(w.word)) at)"

OF_PRODUCTS: Mapping[str, Mapping[str, str]] = {
    "products": {
        "id": "c.new",
        "titles": RENAMED.format("t.titles"),
        "published_at": "t.published_at - c.age",
        "created_at": "t.created_at - c.age",
    },
    "slugs": {"entity_id": "c.new", "slug": "left(t.slug, 140) || '-' || c.new"},
    "product_options": {},
    "product_values": {},
    "product_pictures": {},
    "product_safety": {},
    "search_products": {"id": "c.new", "tier": TIER},
    "search_documents": {
        "vector": "t.vector || setweight(to_tsvector('simple', c.model), 'A')",
        "tier": TIER,
    },
    "search_facts": {
        "newness": "t.newness - (extract(epoch from c.age) * 1000000)::bigint",
        "available": f"t.available * {MUCH}",
        "sold": "c.sold",
        "reviews": "c.reviews",
        "rating": "c.rating",
        "standing": STANDING,
    },
    "search_prices": {
        "lowest_minor": PRICE.format("t.lowest_minor"),
        "highest_minor": PRICE.format("t.highest_minor"),
        "was_minor": f"case when t.was_minor is not null then {PRICE.format('t.was_minor')} end",
    },
}
OF_VARIANTS: Mapping[str, Mapping[str, str]] = {
    "variants": {
        "id": "v.new",
        "sku": "left(t.sku, 50) || '-' || c.round",
        "barcode": "''",
    },
    "variant_choices": {},
    "base_prices": {"amount_minor": PRICE.format("t.amount_minor")},
    "prices": {"amount_minor": PRICE.format("t.amount_minor"), "raw": "t.raw * c.factor"},
    "list_prices": {"amount_minor": PRICE.format("t.amount_minor")},
    "price_changes": {"amount_minor": PRICE.format("t.amount_minor")},
    "stock_levels": {"on_hand": f"t.on_hand * {MUCH}"},
    "stock_movements": {
        "source_key": "t.source_key || ':' || v.new",
        "on_hand_delta": f"t.on_hand_delta * {MUCH}",
    },
}
COUNTED = ("product_ratings", "product_popularity")  # made from each copy's luck
# What shoppers, neighbors, merchants and drawn pages leave behind; seeds have none, and no hot path reads much of it.
LEFT_OUT = (
    "cart_lines", "flash_sales", "order_lines", "page_stock_words", "product_pairs", "product_videos", "questions",
    "reviews", "stock_alerts", "stock_pools", "stock_reservations", "viewed_products", "waiting_prices", "wishes",
)  # fmt: skip

KEY_OF: Mapping[str, str] = {
    "products": "id",
    "search_products": "id",
    "variants": "id",
    "slugs": "entity_id",
}
SYLLABLES = (
    "ka",
    "lo",
    "mi",
    "ren",
    "ta",
    "vo",
    "su",
    "nel",
    "bri",
    "dor",
    "fy",
    "gan",
    "hul",
    "jes",
    "po",
    "quen",
)


def multiply(door: psycopg.Connection[Any], skus: int) -> None:
    """Fill a world of seeds up to `skus` SKUs; `door` is a superuser's, since keys are not checked row by row.

    In one transaction: whole, or not at all. What the seeds told counts as heard: no row is to be measured beside a
    relay that has prices proposed anew for all copies.
    """
    with door.transaction():
        door.execute("update outbox_messages set fanned_out_at = now() where fanned_out_at is null")
        door.execute("set local session_replication_role = replica")
        door.execute("set local work_mem = '256MB'")
        door.execute("set local maintenance_work_mem = '512MB'")
        if not _cast_lots(door, skus):
            return
        indexes = drop_indexes(door, [*OF_PRODUCTS, *OF_VARIANTS])
        for table, own in OF_PRODUCTS.items():
            _copy(door, table, own)
        for table, own in OF_VARIANTS.items():
            _copy(door, table, own)
        _count_ratings(door)
        _count_words(door)
        for definition in indexes:
            door.execute(trusted(definition))
        _move_sequences(door)


def _cast_lots(door: psycopg.Connection[Any], skus: int) -> int:
    """Decide which copies there will be and their luck: sales and reviews fall off as one over the rank."""
    counted = door.execute(
        "select count(*), count(*) filter (where p.state = 'live'), count(distinct p.id)"
        " from variants join products p on p.id = variants.product_id"
    ).fetchone()
    assert counted is not None
    variants, live, products = counted
    rounds = -(-(skus - variants) // live)
    if rounds <= 0:
        return 0
    door.execute("select setseed(0.2026)")
    door.execute(
        trusted(
            f"""
            create temp table lots on commit drop as
            select *, 100000000 + row_number() over (order by round, old) as new,
                   initcap(a || b) || ' ' || initcap(b || a) || ' ' || (100 + round) as model
            from (
                select r.round, p.id as old,
                       (array[{_quoted(SYLLABLES)}])[1 + floor(random() * 16)::int] as a,
                       (array[{_quoted(SYLLABLES)}])[1 + floor(random() * 16)::int] as b,
                       0.5 + random() * 1.5 as factor,
                       make_interval(secs => random() * 3 * 365 * 86400) as age,
                       floor(40000 / (1 + random() * {rounds * products}))::int as sold,
                       floor(power(random(), 6) * 400)::int as reviews,
                       (30 + floor(power(random(), 0.4) * 20))::int as rating
                from generate_series(1, {rounds}) as r(round), products p where p.state = 'live'
            ) drawn
            """
        )
    )
    door.execute(
        trusted(
            f"""
            create temp table variant_lots on commit drop as
            select * from (
                select t.id as old, l.old as product, l.round,
                       100000000 + row_number() over (order by l.round, l.old, t.id) as new
                from lots l join variants t on t.product_id = l.old
            ) numbered where new <= 100000000 + {skus - variants}
            """
        )
    )
    door.execute(
        "delete from lots l where not exists"
        " (select 1 from variant_lots v where v.product = l.old and v.round = l.round)"
    )
    door.execute("create index on lots (old)")
    door.execute("create index on variant_lots (old)")
    door.execute("analyze lots")
    door.execute("analyze variant_lots")
    return rounds


def _copy(door: psycopg.Connection[Any], table: str, own: Mapping[str, str]) -> None:
    """Copy a table's rows for every lot: named columns by their expression, keys led to the copy, others as is."""
    is_of_variants = table in OF_VARIANTS
    key = KEY_OF.get(table, "variant_id" if is_of_variants else "product_id")
    keys = {"product_id": "c.new"} | ({"variant_id": "v.new"} if is_of_variants else {})
    columns = {name: own.get(name, keys.get(name, f't."{name}"')) for name in columns_of(door, table, own)}
    source = (
        f"variant_lots v join lots c on c.old = v.product and c.round = v.round join {table} t on t.{key} = v.old"
        if is_of_variants
        else f"lots c join {table} t on t.{key} = c.old"
        + (" and t.kind = 'product'" if table == "slugs" else "")
    )
    names = ", ".join(f'"{name}"' for name in columns)
    order = "v.new" if is_of_variants else "c.new"
    door.execute(
        trusted(
            f"insert into {table} ({names}) select {', '.join(columns.values())} from {source} order by {order}"
        )
    )


def columns_of(door: psycopg.Connection[Any], table: str, own: Iterable[str]) -> list[str]:
    """List the columns to copy: not those that the database numbers or computes by itself."""
    rows = door.execute(
        "select column_name from information_schema.columns where table_schema = 'public' and table_name = %s"
        " and is_generated = 'NEVER' and (is_identity = 'NO' or column_name = any(%s)) order by ordinal_position",
        [table, list(own)],
    )
    return [name for (name,) in rows]


def _count_ratings(door: psycopg.Connection[Any]) -> None:
    door.execute(
        """
        insert into product_ratings
            (product_id, merchant_id, site_id, review_count, stars_sum, average, histogram, counted_at)
        select c.new, p.merchant_id, null, c.reviews, c.reviews * c.rating / 10, c.rating * 10,
               array[0, 0, c.reviews / 4, c.reviews / 4, c.reviews - c.reviews / 4 * 2], now()
        from lots c join products p on p.id = c.old where c.reviews > 0
        """
    )
    door.execute(
        "insert into product_popularity (product_id, units) select new, sold from lots where sold > 0"
    )


def _count_words(door: psycopg.Connection[Any]) -> None:
    """Let misspelled words be corrected to the made-up ones too, and the seeds' be as common as they are now."""
    door.execute(
        "update search_words set products = products * (1 + (select count(distinct round) from lots)::int)"
    )
    words = sorted({one + other for one in SYLLABLES for other in SYLLABLES})
    door.execute(
        trusted(
            f"""
            insert into search_words (language, word, trigrams, products)
            select l.language, w.word, {TRIGRAMS}, (select 1 + count(*) / 128 from lots)
            from (select distinct language from search_words) l, unnest(%s::text[]) as w(word)
            on conflict do nothing
            """
        ),
        [words],
    )


def drop_indexes(door: psycopg.Connection[Any], tables: Sequence[str]) -> list[str]:
    """Drop the indexes that hold no constraint, and give how to make them: that is far faster than row by row."""
    rows = door.execute(
        """
        select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
        where i.indrelid = any(%s::regclass[]) and not i.indisprimary
          and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)
        """,
        [list(tables)],
    ).fetchall()
    for name, _ in rows:
        door.execute(trusted(f"drop index {name}"))
    return [definition for _, definition in rows]


def _move_sequences(door: psycopg.Connection[Any]) -> None:
    for table in ("products", "variants"):
        door.execute(
            trusted(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")
        )


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def trusted(statement: str) -> sql.SQL:
    """Say that a statement is made of this module's own words and of the catalog's."""
    return sql.SQL(statement)
