"""Rows of drawing: pages in bulk, as the publisher draws them, and how soon an edit is seen on its page."""

import gzip
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from statistics import median
from threading import Thread
from urllib.parse import quote, unquote

from cli.bench.figures import Sample, sample_of
from cli.bench.load import Measure
from cli.bench.pages import on_sale
from cli.bench.rows import Plan, Row, at_most, ratio
from cli.bench.stage import Stage
from cli.bench.windows import kept, paths
from core.kernel.ids import VariantId
from core.kernel.money import Money

BARE = "bare page, drawn and shrunk"
EFFORT = 6  # gzip's usual one
PATIENCE_SECONDS = 30
EDITED = 40


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
        remarks=(
            f"one process; {size:,} bytes of HTML in three encodings, beside gzip {EFFORT} alone",
            _touched(stage),
        ),
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


def _touched(stage: Stage) -> str:
    """Say how many of all pages show a product, which are those that an edit of it has drawn anew."""
    from core.platform.db import reading
    from core.publishing import queries
    from web.rendering import page_release

    variant = on_sale(stage, 1)[0][1]
    with stage.worlds.door(stage.shop().world) as door:
        row = door.execute("select product_id from variants where id = %s", [variant]).fetchone()
    product = row[0] if row else 0
    with reading():
        total = sum(queries.look(page_release()).counts.values())
        touched = queries.count_made_of([f"product-page:{product}", f"product:{product}"])
    return f"an edit of a product draws {touched} of {total} pages anew"


class Edits:
    """Prices that change one after another, each looked for on its generated page while others ask for pages."""

    is_used_up = True

    def __init__(self, stage: Stage) -> None:
        self.stage, self.goods = stage, on_sale(stage, EDITED)
        self.crowd = kept(stage, paths(stage))
        self.prices = count(4001)
        self.edited = self.late = 0

    def __call__(self, seconds: float) -> Sample:
        """Change prices for so many seconds while eight others ask for pages as fast as they can."""
        self.stage.enter()
        rush = Thread(target=self.crowd, args=(seconds,))
        rush.start()
        took, begun, late = list[float](), time.monotonic(), self.late
        while time.monotonic() - begun < seconds:
            took.append(self._seen_after(*self.goods[self.edited % len(self.goods)]))
            self.edited += 1
        rush.join()
        return sample_of(took, time.monotonic() - begun, failed=self.late - late)

    def _seen_after(self, slug: str, variant: int) -> float:
        """Give the milliseconds from the commit of a price to the page that shows it."""
        minor = next(self.prices)
        wanted = f"{minor // 100}.{minor % 100:02}".encode()
        _set_prices(_with_siblings(self.stage, variant), minor)
        begun, path = time.monotonic(), f"/en/p/{quote(slug)}"
        while time.monotonic() - begun < PATIENCE_SECONDS:
            if wanted in self.stage.shop().get(path)[1]:
                return (time.monotonic() - begun) * 1000
            time.sleep(0.01)
        self.late += 1
        return PATIENCE_SECONDS * 1000


def _with_siblings(stage: Stage, variant: int) -> list[VariantId]:
    """List all variants of a product: its page shows the price of whichever stands first."""
    with stage.worlds.door(stage.shop().world) as door:
        rows = door.execute(
            "select o.id from variants v join variants o using (product_id) where v.id = %s", [variant]
        ).fetchall()
    return [VariantId(one) for (one,) in rows]


def _set_prices(variants: Sequence[VariantId], minor: int) -> None:
    from core.platform.db import reading, transaction
    from core.pricing import service as pricing
    from core.sites import queries as sites

    with reading():
        site = next(one for one in sites.list_sites() if one.is_default)
    with transaction():
        pricing.set_prices([((site.id, variant), Money(minor, "USD")) for variant in variants])


ROWS = (
    Row(
        "generating",
        "pages drawn in bulk",
        (ratio(0.6, BARE),),
        _in_bulk,
        "A page is drawn as for a visitor, with its statements, then shrunk in three ways, of which Brotli is the"
        " dearest, and entered with all it is made of.",
    ),
    Row(
        "price-seen",
        "price to visible page, under load",
        (at_most("p99", 2000), at_most("failed", 0)),
        lambda stage: Plan(measure=Edits(stage)),
    ),
)
