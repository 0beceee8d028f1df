"""Rows of growth: the same page in a small world and in the run's, one visitor at a time, turn by turn."""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from cli.bench.figures import Bar
from cli.bench.load import Load, anew, gets
from cli.bench.pages import ALL_ANSWERED, SWAP, beginnings, listings, products, suggestion
from cli.bench.rows import Plan, Row, at_most
from cli.bench.stage import Stage
from core.platform.db import transaction
from core.search import service as search
from core.sites import queries as sites

SMALL = 1000
BESIDE = f"{SMALL:,} SKUs"
SEARCH_MS = 10  # at the 99th percentile of the run's world, meant for a million SKUs

POPULAR = 5  # times that a word is searched for, so that its page is kept
DRAWN = "each request has an address of its own, so that every answer is drawn"

Paths = Callable[[Stage, int], Sequence[str]]


def _suggestions(stage: Stage, skus: int) -> Sequence[str]:
    return [suggestion(typed) for typed in beginnings(stage, skus)]


def _common(stage: Stage, skus: int) -> Sequence[str]:
    """Search what very many products are about, in both worlds the same words; nobody looks for "with"."""
    with stage.worlds.door(stage.shop(SMALL).world) as door:
        words = door.execute(
            "select word from search_words where language = 'en' and length(word) > 3"
            " and length(to_tsvector('english', word)) > 0"
            " order by products desc, word limit 12"
        ).fetchall()
    return [f"/en/search?{urlencode({'q': word})}" for (word,) in words]


def _kept(stage: Stage, skus: int) -> Sequence[str]:
    """Have common words be as popular as makes a shop keep their first pages, and wait until it has drawn them."""
    from workers import publishing

    paths = _common(stage, skus)
    stage.enter(skus)
    with transaction():
        site = sites.list_sites()[0]
        for path in paths:
            ((_, word),) = parse_qsl(urlsplit(path).query)
            search.note_search(site.id, "en", word, 1, times=POPULAR)
    publishing.enter_popular_searches()
    stage.wait_until_rested(stage.shop(skus).world)
    return paths


def _products(stage: Stage, skus: int) -> Sequence[str]:
    """List products that were asked for once: what they stand on then lies in memory, as in a shop that runs."""
    paths = products(stage, skus=skus)
    for path in paths:
        stage.shop(skus).get(path)
    return paths


def _listings(stage: Stage, skus: int) -> Sequence[str]:
    return listings(stage, skus=skus)[::4]


def _grown(paths: Paths, told: str) -> Callable[[Stage], Plan]:
    def visitor(stage: Stage, skus: int) -> Load:
        headers = SWAP if paths is _suggestions else {}
        asked = (gets if paths is _kept else anew)(paths(stage, skus), **headers)
        return Load(stage, stage.shop(skus).port, asked, connections=1)

    def prepare(stage: Stage) -> Plan:
        return Plan(
            measure=visitor(stage, stage.scale),
            limits={BESIDE: visitor(stage, SMALL)},
            remarks=(
                f"one visitor at a time; {SMALL:,} beside {stage.scale:,} SKUs, by the median answer; {told}",
            ),
        )

    return prepare


def _row(name: str, title: str, paths: Paths, why: str = "", *bars: Bar, told: str = DRAWN) -> Row:
    held = (Bar("growth", 2, BESIDE), *bars, ALL_ANSWERED)
    return Row(f"growth-{name}", f"growth: {title}", held, _grown(paths, told), why)


ROWS = (
    _row(
        "product",
        "product",
        _products,
        "Indexes are deeper, and fewer of their pages lie in PostgreSQL's memory.",
        told=f"asked for once before, so that nothing waits for a disk; {DRAWN}",
    ),
    _row(
        "listing",
        "listing",
        _listings,
        "What one filter leaves of a large category is counted once a minute, and a listing by price walks over what"
        " costs as much elsewhere.",
    ),
    _row(
        "suggestions",
        "suggestion",
        _suggestions,
        "More products begin so, of which the best-selling are chosen.",
    ),
    _row(
        "search",
        "search of common words",
        _kept,
        "What many search for lies there like a file; what is left is the server's part.",
        at_most("p99", SEARCH_MS),
        told="common words are searched for most, so their first pages are kept and follow what they show",
    ),
    _row(
        "search-drawn",
        "search of common words, drawn",
        _common,
        "Of very many that are found the best-selling are ranked, their numbers are counted once a minute, and a page"
        " of 48 cards is drawn, which alone takes longer than ten milliseconds.",
        at_most("p99", SEARCH_MS),
    ),
)
