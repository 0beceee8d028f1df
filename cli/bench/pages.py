"""Rows of pages: drawn by Flask for whoever asks, beside a bare page of the same size on the same server."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from urllib.parse import quote, urlencode
from zlib import crc32

import click

from cli.bench import members
from cli.bench.crowd import Errand, Step, Visit, send
from cli.bench.errands import HOME, put_into_cart
from cli.bench.load import PLACE, Load, Measure, Request, anew, gets
from cli.bench.rows import Plan, Row, at_most, ratio
from cli.bench.stage import Server, Stage
from core.platform.settings import ROOT

BARE, HELLO = "bare Flask + Jinja page", "Flask hello"
HOME_PAGE = f"{HOME}/"
PERSONAL = f"{HOME}/live?me="
SWAP = {"HX-Request": "true"}
MANY = 400
COUNTED = 12
SEARCHED = 3000  # titles that searches and beginnings are taken from where they are to be new each time
COMMON = 200  # words that most products are about
ONE_IN = 4  # of the new searches is for one of them
MOST_TYPED = 20_000
MEMBERS = 64
ASKED_BEFORE = 3  # times that each of what repeats is, so that no process draws it for the first time


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


def categories(stage: Stage, *, skus: int | None = None) -> list[str]:
    """List addresses of the first pages of all categories."""
    with stage.worlds.door(stage.shop(skus).world) as door:
        slugs = door.execute(
            "select slug from slugs where kind = 'category' and language = 'en' and current order by entity_id"
        ).fetchall()
    return [f"/en/c/{quote(slug)}" for (slug,) in slugs]


def listings(stage: Stage, *, skus: int | None = None) -> list[str]:
    """List addresses of category pages, narrowed by what their facets offer."""
    with stage.worlds.door(stage.shop(skus).world) as door:
        brands = door.execute("select code from brands order by id limit 6").fetchall()
    asked: list[dict[str, str]] = [
        {"stock": "1"},
        {"sort": "price-up"},
        {"stock": "1", "rating": "4"},
        {"from": "CN"},
        {"min": "10", "max": "60"},
        *({"brand": code} for (code,) in brands),
    ]
    addresses = categories(stage, skus=skus)
    plain = [f"{address}?{urlencode(asked[at % len(asked)])}" for at, address in enumerate(addresses)]
    return [*plain, *_second_pages(stage.shop(skus), addresses[:8])]


def _second_pages(shop: Server, addresses: Sequence[str]) -> Iterator[str]:
    """Give the second page of each listing that links to one; in a small world few do."""
    for address in addresses:
        if b"page=2" in shop.get(address)[1]:
            yield f"{address}?page=2"


def searches(stage: Stage) -> list[str]:
    """List searches: common words, rarer pairs, and made-up names that hit a handful."""
    return [*common_searches(stage), *_rare_searches(_titles(stage, MANY))]


def _new_searches(stage: Stage) -> list[str]:
    """List very many different searches: one in four is for a common word, as long as there are any."""
    rare, common = _rare_searches(_titles(stage, SEARCHED)), common_searches(stage, COMMON)
    mixed = list[str]()
    for at, one in enumerate(_shuffled(rare)):
        if common and not at % (ONE_IN - 1):
            mixed.append(common.pop(0))
        mixed.append(one)
    return [*mixed, *common]


def _rare_searches(titles: Sequence[str]) -> list[str]:
    pairs = [" ".join(title.split()[:2]) for title in titles]
    named = [" ".join(title.split()[-3:-1]) for title in titles]
    return [f"/en/search?{urlencode({'q': asked})}" for asked in dict.fromkeys([*pairs, *named])]


def _titles(stage: Stage, many: int, skus: int | None = None) -> list[str]:
    with stage.worlds.door(stage.shop(skus).world) as door:
        rows = door.execute(
            "select titles ->> 'en' from products order by md5(id::text) limit %s", [many]
        ).fetchall()
    return [title for (title,) in rows]


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


def _drawn(stage: Stage, paths: Sequence[str], *told: str) -> Plan:
    """Plan a page that is drawn at every request, beside a bare one of its size."""
    shop = stage.shop()
    sizes = [len(body) for status, body in (shop.get(path) for path in paths[:COUNTED]) if status == 200]
    if len(sizes) < min(COUNTED, len(paths)):
        raise click.ClickException(f"{paths[0]} and its like are not all answered with 200")
    size = sorted(sizes)[len(sizes) // 2]
    return Plan(
        measure=Load(stage, shop.port, anew(paths)),
        limits={BARE: bare_page(stage, size)},
        facts={"statements": statements(stage, paths)},
        remarks=(
            f"{size:,} bytes of HTML; each request has an address of its own, so that every answer is drawn",
            *told,
        ),
    )


def _searched(stage: Stage) -> Plan:
    asked = _new_searches(stage)
    return _drawn(stage, asked, f"{len(asked):,} different searches, one in {ONE_IN} for a common word")


def _fragment(stage: Stage, requests: Sequence[Request], told: str) -> Plan:
    measure = Load(stage, stage.shop().port, requests)
    return Plan(measure=measure, limits={HELLO: hello(stage)}, remarks=(told,))


def _suggestions(stage: Stage) -> Plan:
    """Plan suggestions as strangers ask for them: many begin with the same letters within the same seconds."""
    typed = [word[:length] for title in _titles(stage, 60) for word in title.split()[:2] for length in (3, 4)]
    different = [one for one in dict.fromkeys(typed) if len(one) > 2]
    told = f"{len(different)} beginnings again and again, by strangers, who are shown what others just were"
    asked = gets(asked_before(stage, [suggestion(one) for one in different], **SWAP), **SWAP)
    return _fragment(stage, asked, told)


def asked_before(stage: Stage, paths: Sequence[str], **headers: str) -> Sequence[str]:
    """Ask for what repeats some times, and give it back."""
    for path in [*paths] * ASKED_BEFORE:
        stage.shop().get(path, **headers)
    return paths


def _suggestions_drawn(stage: Stage) -> Plan:
    """Plan suggestions for beginnings that nobody typed lately."""
    typed = beginnings(stage)
    told = (
        f"{len(typed):,} different beginnings, one after another: what is asked for was not asked for lately"
    )
    return _fragment(stage, anew([suggestion(one) for one in typed], **SWAP), told)


def beginnings(stage: Stage, skus: int | None = None) -> list[str]:
    """List very many different things that shoppers have typed so far: words of titles, and pairs, well mixed."""
    typed = dict[str, None]()
    for title in _titles(stage, SEARCHED, skus):
        words = title.split()
        said = [*words, *(f"{first} {second}" for first, second in pairwise(words))]
        typed |= dict.fromkeys(one[:length].strip() for one in said for length in range(3, len(one) + 1))
    return _shuffled(one for one in typed if len(one) > 2)[:MOST_TYPED]


def _shuffled(texts: Iterable[str]) -> list[str]:
    """Mix texts well, in every run the same way."""
    return sorted(texts, key=lambda one: crc32(one.encode()))


def suggestion(typed: str) -> str:
    """Give the address that is asked for suggestions while somebody types."""
    return f"/en/search/suggestions?{urlencode({'q': typed})}"


def _personal(stage: Stage) -> Plan:
    told = "of a stranger, who brings no cookie and is shown what others just were"
    return _fragment(stage, gets([PERSONAL], **SWAP), told)


def _personal_known(stage: Stage) -> Plan:
    """Plan the fragment of shoppers who are logged in and have something in the cart, and look again and again."""
    visits = _known(stage)
    lines = [(_look_twice(), visit) for visit in visits]
    looked = send(stage.shop().port, lines)
    if looked.failed:
        raise click.ClickException(f"shoppers could not look: {', '.join(looked.told())}")
    told = (
        f"of {len(visits)} shoppers who are logged in and have a cart, many times a second each: what is drawn is"
        " kept for a minute, so of one who opens a page every ten seconds five of six are answered so, and every"
        " one after a change is drawn"
    )
    return _fragment(stage, [_look_of(visit) for visit in visits], told)


def _personal_drawn(stage: Stage) -> Plan:
    """Plan the same where nothing of theirs is kept: each time under an address that only the application reads."""
    visits = _known(stage)
    told = f"of {len(visits)} shoppers who are logged in and have a cart, drawn for each of them at every request"
    return _fragment(stage, [_look_of(visit, f"&turn={PLACE}") for visit in visits], told)


def _known(stage: Stage) -> list[Visit]:
    """Have shoppers log in and fill a cart."""
    shop, goods = stage.shop(), [variant for _, variant in on_sale(stage, MEMBERS)]
    visits = [
        Visit(f"10.200.0.{at}", {members.COOKIE: cookie})
        for at, cookie in enumerate(members.log_in(stage, len(goods)))
    ]
    filled = send(
        shop.port, [(put_into_cart([good]), visit) for good, visit in zip(goods, visits, strict=True)]
    )
    if filled.failed:
        raise click.ClickException(f"carts could not be made: {', '.join(filled.told())}")
    asked = _look_of(visits[0])
    status, body = shop.get(asked.path, **asked.headers)
    if status != 200 or members.NAME.encode() not in body:
        raise click.ClickException("a shopper who is logged in is taken for a stranger")
    return visits


def _look_of(visit: Visit, more: str = "") -> Request:
    return Request(PERSONAL + more, headers={**SWAP, "Cookie": visit.cookie()})


def _look_twice() -> Errand:
    """Look as a browser does, which keeps the cookies that it is given."""
    for _ in range(2):
        answer = yield Step("", PERSONAL, swaps=True)
        if answer.status != 200:
            return False
    return True


ALL_ANSWERED = at_most("failed", 0)
ROWS = (
    Row(
        "product",
        "product page, drawn",
        (ratio(0.5, BARE), at_most("statements", 4), ALL_ANSWERED),
        lambda stage: _drawn(stage, products(stage)),
        "A third is sending and reading two statements, a third Jinja in five layouts and forty macros, a seventh"
        " working out options, addresses and JSON-LD; the bare page beside it writes one loop.",
    ),
    Row(
        "listing",
        "listing with facets, drawn",
        (ratio(0.35, BARE), at_most("statements", 5), at_most("p99", 60), ALL_ANSWERED),
        lambda stage: _drawn(stage, listings(stage)),
        "A seventh is composing what depends on filters and order, a third reading it; the rest is cards and facets.",
    ),
    Row(
        "search-cold",
        "search, every query new",
        (ratio(0.3, BARE), at_most("p99", 60), ALL_ANSWERED),
        _searched,
        "Understanding the words takes two statements before the page's own; the rest is as with listings.",
    ),
    Row(
        "suggestions",
        "suggestion fragment",
        (ratio(0.25, HELLO), ALL_ANSWERED),
        _suggestions,
        "What another stranger was given within the last second is given again without Flask; for the rest the frame"
        " of a request takes what two hellos take, though what was drawn is kept for half a minute.",
    ),
    Row(
        "suggestions-drawn",
        "suggestion fragment, every beginning new",
        (ratio(0.25, HELLO), ALL_ANSWERED),
        _suggestions_drawn,
        "The frame of every request (name, session, guard, log line, headers) takes what two hellos take, the"
        " server's part included; one statement looks for products, names and words, and Jinja draws them.",
    ),
    Row(
        "personal",
        "personal fragment",
        (ratio(0.35, HELLO), ALL_ANSWERED),
        _personal,
        "What was just given to another stranger is given again without Flask; what is left is the server's part.",
    ),
    Row(
        "personal-known",
        "personal fragment, logged in",
        (ratio(0.35, HELLO), ALL_ANSWERED),
        _personal_known,
        "What is kept of a browser is looked up in Valkey and put together without Flask; asking Valkey takes what half"
        " a hello takes.",
    ),
    Row(
        "personal-drawn",
        "personal fragment, logged in, drawn",
        (ALL_ANSWERED,),
        _personal_drawn,
        "The frame of every request takes what two hellos take; looking up the session and the cart, and drawing,"
        " come on top. One look of a shopper in six is such a one.",
    ),
)
