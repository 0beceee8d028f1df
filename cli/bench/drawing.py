"""Rows of drawing: pages in bulk, as the publisher draws them, and how soon an edit is seen on its page."""

import gzip
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import count
from statistics import median
from urllib.parse import unquote

from cli.bench import edits
from cli.bench.figures import Sample, sample_of
from cli.bench.load import Measure
from cli.bench.pages import HOME_PAGE, categories, on_sale
from cli.bench.rows import Plan, Row, at_most, ratio
from cli.bench.stage import Stage
from cli.bench.windows import kept, kept_on_file, paths
from core.kernel import clock

BARE = "bare page, drawn and shrunk"
EFFORT = 6  # gzip's usual one
PATIENCE_SECONDS = 30
LENGTH = 3  # times the seconds of a measurement that edits are made: they are few
LONGEST_BURST = 3  # seconds in which relay and publisher have begun


def _in_bulk(stage: Stage) -> Plan:
    """Plan drawing pages as the publisher does, in one process, beside a bare page that is drawn and shrunk."""
    from core.publishing.types import Address
    from web.rendering import page_release
    from workers import publishing

    asked = paths(stage)
    stage.enter()
    size = int(median(len(stage.shop().get(path)[1]) for path in asked[:20]))
    addresses = [Address("global", "USD", unquote(path)) for path in asked]
    turns = count()

    def draw_some() -> None:
        at = next(turns) * publishing.AT_ONCE % len(addresses)
        publishing.draw(addresses[at : at + publishing.AT_ONCE], page_release())

    return Plan(
        measure=_timed(draw_some, publishing.AT_ONCE),
        limits={BARE: _timed(_bare_page(size), 1)},
        remarks=(f"one process; {size:,} bytes of HTML in three encodings, beside gzip {EFFORT} alone",),
        settle=partial(_drawn_by_an_edit, stage),
    )


def _timed(act: Callable[[], None], many: int) -> Measure:
    """Measure what does so many at once, again and again in this process."""

    def measure(seconds: float) -> Sample:
        took: list[float] = []
        begun, spent = time.monotonic(), time.process_time()
        while (now := time.monotonic()) - begun < seconds:
            act()
            took.append((time.monotonic() - now) * 1000 / many)
        length, done = time.monotonic() - begun, len(took) * many
        cpu = (time.process_time() - spent) * 1000 / done
        return replace(sample_of(took, length), rate=done / length, done=done, cpu_ms=cpu)

    return measure


def _bare_page(size: int) -> Callable[[], None]:
    from cli.bench import bare

    client = bare.flask.test_client()

    def draw() -> None:
        gzip.compress(client.get(f"/page/{size}").data, EFFORT)

    return draw


# --- what one edit has drawn ------------------------------------------------------------------------------


def _drawn_by_an_edit(stage: Stage) -> tuple[Mapping[str, float], tuple[str, ...]]:
    """Change the price of one product, and count the pages that are drawn anew, and those that come out the same."""
    world = stage.shop().world
    kept_on_file(stage, [HOME_PAGE, *categories(stage)])
    stage.wait_until_rested(world)
    before, variant = _pages(stage), on_sale(stage, 1)[0][1]
    edits.set_prices(stage, variant, 4001 + int(clock.now().timestamp()) % 4000)
    time.sleep(LONGEST_BURST)
    stage.wait_until_rested(world)
    after = _pages(stage)
    anew = [page for page, (made_at, _) in after.items() if page in before and made_at != before[page][0]]
    same = sum(after[page][1] == before[page][1] for page in anew)
    told = f"one price edit drew {len(anew)} of {len(before)} pages anew, of which {same} came out the same"
    return {"needless": float(same)}, (told,)


def _pages(stage: Stage) -> dict[int, tuple[object, str]]:
    """Give when each generated page was drawn, and the tag of what came out."""
    with stage.worlds.door(stage.shop().world) as door:
        rows = door.execute("select id, made_at, etag from generated_pages").fetchall()
    return {page: (made_at, etag) for page, made_at, etag in rows}


# --- how soon edits are seen ------------------------------------------------------------------------------


class Edits:
    """Edits of every kind in turn, each looked for on its generated page while others ask for pages."""

    is_used_up = True

    def __init__(self, stage: Stage) -> None:
        self.stage, self.kinds = stage, edits.kinds(stage)
        self.crowd = kept(stage, paths(stage))
        self.first = (
            int(clock.now().timestamp()) % 2000 * 2
        )  # of the numbers: what another run wrote is not what is looked for
        self.turns = count()
        self.late = 0
        self.longest = dict.fromkeys((kind.name for kind in self.kinds), 0.0)

    def __call__(self, seconds: float) -> Sample:
        """Edit for some times the seconds while eight others ask for pages as fast as they can."""
        seconds *= LENGTH
        self.stage.enter()
        spending = self.stage.spending()
        took, begun, late = list[float](), time.monotonic(), self.late
        with ThreadPoolExecutor(1) as crowd:
            rush = crowd.submit(self.crowd, seconds)
            while time.monotonic() - begun < seconds:
                took.append(self._seen_after(next(self.turns)))
            rush.result()
        length = time.monotonic() - begun
        return _of_edits(spending.of(sample_of(took, length, failed=self.late - late)))

    def _seen_after(self, turn: int) -> float:
        """Give the milliseconds from the commit of an edit to the page that shows it."""
        kind, number = self.kinds[turn % len(self.kinds)], self.first + turn // len(self.kinds)
        seen = kind.make(number)
        begun = time.monotonic()
        while not seen.is_in(self.stage.shop().get(seen.path)[1]):
            if time.monotonic() - begun > PATIENCE_SECONDS:
                self.late += 1
                break
            time.sleep(0.01)
        took = time.monotonic() - begun
        self.longest[kind.name] = max(self.longest[kind.name], took)
        return took * 1000

    def settle(self) -> tuple[Mapping[str, float], tuple[str, ...]]:
        """Take back what was written, and tell the longest of each kind."""
        for kind in self.kinds:
            kind.undo()
        longest = ", ".join(f"{name} {took:.2f} s" for name, took in self.longest.items() if took)
        return {}, (f"the longest of each kind: {longest}",)


def _of_edits(sample: Sample) -> Sample:
    """Leave out the web processes: they serve those who ask meanwhile."""
    parts = {part: spent for part, spent in sample.parts.items() if part != "web"}
    return replace(sample, parts=parts, cpu_ms=sum(parts.values()))


def _seen(stage: Stage) -> Plan:
    edited = Edits(stage)
    kinds = ", ".join(edited.longest)
    return Plan(
        measure=edited,
        settle=edited.settle,
        remarks=(
            f"edits in turn: {kinds}",
            "CPU ms is of one edit, without the web processes, which serve the eight who ask meanwhile",
        ),
    )


ROWS = (
    Row(
        "generating",
        "pages drawn in bulk",
        (ratio(0.6, BARE), at_most("needless", 0)),
        _in_bulk,
        "A page is drawn as for a visitor, with its statements, then shrunk in three ways, of which Brotli is the"
        " dearest, and entered with all it is made of.",
    ),
    Row(
        "price-seen",
        "edit to visible page, under load",
        (at_most("p99", 2000), at_most("failed", 0)),
        _seen,
        "Relay, publisher and the radio to the web processes share two cores with eight who ask as fast as they can.",
    ),
)
