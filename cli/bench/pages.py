"""Rows of pages: drawn by Flask for whoever asks, beside a bare page of the same size on the same server."""

import json
import subprocess
import sys
from collections.abc import Sequence
from urllib.parse import quote, urlencode

import click

from cli.bench.load import Load, Measure, gets
from cli.bench.rows import Plan, Row, at_most, ratio
from cli.bench.stage import Stage
from core.platform.settings import ROOT

BARE, HELLO = "bare Flask + Jinja page", "Flask hello"
MANY = 400
COUNTED = 12


def products(stage: Stage, many: int = MANY, *, skus: int | None = None) -> list[str]:
    """List addresses of products on sale, in one order for ever; a query keeps them from being served as files."""
    return [f"/en/p/{quote(slug)}?from=bench" for slug, _ in on_sale(stage, many, skus=skus)]


def on_sale(stage: Stage, many: int, *, skus: int | None = None) -> list[tuple[str, int]]:
    """List (slug, variant) of products that the first site sells from stock, well mixed."""
    with stage.worlds.door(stage.shop(skus).world) as door:
        rows = door.execute(
            """
            select s.slug, v.id from search_facts f
            join sites on sites.id = f.site_id and sites.is_default
            join slugs s on s.kind = 'product' and s.language = 'en' and s.current and s.entity_id = f.product_id
            join lateral (select v.id from variants v join stock_levels l on l.variant_id = v.id
                          join site_stock_locations o on o.location_id = l.location_id and o.site_id = f.site_id
                          join prices p on p.variant_id = v.id and p.site_id = f.site_id and p.currency = 'USD'
                          where v.product_id = f.product_id and l.on_hand - l.reserved > 10
                          order by v.position limit 1) v on true
            order by md5(f.product_id::text) limit %s
            """,
            [many],
        ).fetchall()
    return [(slug, variant) for slug, variant in rows]


def listings(stage: Stage, *, skus: int | None = None) -> list[str]:
    """List addresses of category pages, narrowed by what their facets offer."""
    with stage.worlds.door(stage.shop(skus).world) as door:
        slugs = door.execute(
            "select slug from slugs where kind = 'category' and language = 'en' and current order by entity_id"
        ).fetchall()
        brands = door.execute("select code from brands order by id limit 6").fetchall()
    asked: list[dict[str, str]] = [
        {"stock": "1"},
        {"sort": "price-up"},
        {"stock": "1", "rating": "4"},
        {"from": "CN"},
        {"min": "10", "max": "60"},
        *({"brand": code} for (code,) in brands),
    ]
    addresses = [f"/en/c/{quote(slug)}" for (slug,) in slugs]
    plain = [f"{address}?{urlencode(asked[at % len(asked)])}" for at, address in enumerate(addresses)]
    return [*plain, *(f"{address}?page=2" for address in addresses[:8])]


def searches(stage: Stage) -> list[str]:
    """List searches: common words, rarer pairs, and made-up names that hit a handful."""
    with stage.worlds.door(stage.shop().world) as door:
        titles = door.execute(
            "select titles ->> 'en' from products order by md5(id::text) limit %s", [MANY]
        ).fetchall()
    pairs = [" ".join(title.split()[:2]) for (title,) in titles]
    named = [" ".join(title.split()[-3:-1]) for (title,) in titles]
    rare = [f"/en/search?{urlencode({'q': asked})}" for asked in dict.fromkeys([*pairs, *named])]
    return [*common_searches(stage), *rare]


def common_searches(stage: Stage, many: int = 40) -> list[str]:
    """List searches for what most products are about."""
    with stage.worlds.door(stage.shop().world) as door:
        words = door.execute(
            "select word from search_words where language = 'en' and length(word) > 3"
            " order by products desc, word limit %s",
            [many],
        ).fetchall()
    return [f"/en/search?{urlencode({'q': word})}" for (word,) in words]


def statements(stage: Stage, paths: Sequence[str]) -> float:
    """Count the statements of pages in a process of its own, warm, over some of the addresses."""
    stage.enter()
    command = [sys.executable, "-m", "cli.bench.statements", *paths[: 2 * COUNTED]]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise click.ClickException(f"statements could not be counted: {done.stderr.strip()[-300:]}")
    return float(json.loads(done.stdout.strip().splitlines()[-1]))


def bare_page(stage: Stage, size: int) -> Measure:
    """Measure a bare page of about so many bytes, drawn by Flask and Jinja."""
    return Load(stage, stage.bare().port, gets([f"/page/{size}"]))


def hello(stage: Stage) -> Measure:
    """Measure Flask's hello."""
    return Load(stage, stage.bare().port, gets(["/hello"]))


def _drawn(stage: Stage, paths: Sequence[str]) -> Plan:
    """Plan a page that is drawn at every request, beside a bare one of its size."""
    shop = stage.shop()
    sizes = [len(body) for status, body in (shop.get(path) for path in paths[:COUNTED]) if status == 200]
    if len(sizes) < min(COUNTED, len(paths)):
        raise click.ClickException(f"{paths[0]} and its like are not all answered with 200")
    size = sorted(sizes)[len(sizes) // 2]
    return Plan(
        measure=Load(stage, shop.port, gets(paths)),
        limits={BARE: bare_page(stage, size)},
        facts={"statements": statements(stage, paths)},
        remarks=(f"{size:,} bytes of HTML",),
    )


def _fragment(stage: Stage, paths: Sequence[str]) -> Plan:
    asked = gets(paths, **{"HX-Request": "true"})
    return Plan(measure=Load(stage, stage.shop().port, asked), limits={HELLO: hello(stage)})


def _beginnings(stage: Stage) -> list[str]:
    """List what shoppers type before they are done: the first letters of titles' words."""
    with stage.worlds.door(stage.shop().world) as door:
        titles = door.execute(
            "select titles ->> 'en' from products order by md5(id::text) limit 60"
        ).fetchall()
    typed = [word[:length] for (title,) in titles for word in title.split()[:2] for length in (3, 4)]
    return [f"/en/search/suggestions?{urlencode({'q': one})}" for one in dict.fromkeys(typed) if len(one) > 2]


ROWS = (
    Row(
        "product",
        "product page, drawn",
        (ratio(0.5, BARE), at_most("statements", 4)),
        lambda stage: _drawn(stage, products(stage)),
        "A third is sending and reading two statements, a third Jinja in five layouts and forty macros, a seventh"
        " working out options, addresses and JSON-LD; the bare page beside it writes one loop.",
    ),
    Row(
        "listing",
        "listing with facets, drawn",
        (ratio(0.35, BARE), at_most("statements", 5), at_most("p99", 60)),
        lambda stage: _drawn(stage, listings(stage)),
        "A quarter is composing a statement that depends on filters and order, a third reading it, the rest cards.",
    ),
    Row(
        "search-cold",
        "search, every query new",
        (ratio(0.3, BARE), at_most("p99", 60)),
        lambda stage: _drawn(stage, searches(stage)),
        "Understanding the words takes two statements before the page's own; the rest is as with listings.",
    ),
    Row(
        "suggestions",
        "suggestion fragment",
        (ratio(0.25, HELLO),),
        lambda stage: _fragment(stage, _beginnings(stage)),
        "The frame of every request (name, session, guard, log line, headers) takes what two hellos take, the"
        " server's part included.",
    ),
    Row(
        "personal",
        "personal fragment",
        (ratio(0.35, HELLO),),
        lambda stage: _fragment(stage, ["/en/live?me="]),
        "The frame of every request takes what two hellos take; a quarter of the rest is the view.",
    ),
)
