"""Rows of growth: the same page in a small world and in the run's, one visitor at a time, turn by turn."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from cli.bench.figures import Bar
from cli.bench.load import Load, gets
from cli.bench.pages import listings, products
from cli.bench.rows import Plan, Row
from cli.bench.stage import Stage

SMALL = 1000
BESIDE = f"{SMALL:,} SKUs"
TURNS = 200  # of the same few addresses, each turn under addresses of its own: what was just shown is not shown again
TYPED = ("ste", "tea", "cot", "bag", "lam", "wood", "kit", "blu", "run", "ster")

Paths = Callable[[Stage, int], Sequence[str]]


def _suggestions(stage: Stage, skus: int) -> Sequence[str]:
    return [f"/en/search/suggestions?{urlencode({'q': typed})}" for typed in TYPED]


def _common(stage: Stage, skus: int) -> Sequence[str]:
    """Search what very many products are about, in both worlds the same words."""
    with stage.worlds.door(stage.shop(SMALL).world) as door:
        words = door.execute(
            "select word from search_words where language = 'en' and length(word) > 3"
            " order by products desc, word limit 12"
        ).fetchall()
    return _in_turns([f"/en/search?{urlencode({'q': word})}" for (word,) in words])


def _listings(stage: Stage, skus: int) -> Sequence[str]:
    return _in_turns(listings(stage, skus=skus)[::4])


def _in_turns(paths: Sequence[str]) -> Sequence[str]:
    return [f"{path}&turn={turn}" for turn in range(TURNS) for path in paths]


def _grown(paths: Paths) -> Callable[[Stage], Plan]:
    def prepare(stage: Stage) -> Plan:
        small, large = stage.shop(SMALL), stage.shop()
        return Plan(
            measure=Load(stage, large.port, gets(paths(stage, stage.scale)), connections=1),
            limits={BESIDE: Load(stage, small.port, gets(paths(stage, SMALL)), connections=1)},
            remarks=(f"one visitor at a time; {SMALL:,} beside {stage.scale:,} SKUs, by the median answer",),
        )

    return prepare


def _row(name: str, title: str, paths: Paths, why: str = "") -> Row:
    return Row(f"growth-{name}", f"growth: {title}", (Bar("growth", 2, BESIDE),), _grown(paths), why)


ROWS = (
    _row("product", "product", lambda stage, skus: products(stage, skus=skus)),
    _row(
        "listing",
        "listing",
        _listings,
        "What one filter leaves of a large category is counted once a minute, and a listing by price walks over what"
        " costs as much elsewhere.",
    ),
    _row("suggestions", "suggestion", _suggestions),
    _row("search", "search of common words", _common),
)
