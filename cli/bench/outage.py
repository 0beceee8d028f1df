"""The row of the plug that is pulled: PostgreSQL stops in the middle, and the shop windows stay lit."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from cli.bench.buying import Crowds
from cli.bench.errands import put_into_cart
from cli.bench.figures import Sample
from cli.bench.load import Load, gets
from cli.bench.pages import ALL_ANSWERED, HOME_PAGE, categories, on_sale
from cli.bench.rows import Plan, Row, at_most
from cli.bench.stage import Server, Stage
from cli.bench.windows import ACCEPTED, front, kept_on_file, paths

LENGTH = 9  # times the seconds of a measurement, a third of it without the database
EACH = 4  # connections behind nginx, and as many to Python
PRODUCTS = 100
NOTICE = b'id="paused"'
NOTICE_SECONDS = 5
BACK_SECONDS = 10
LONGEST_SECONDS = 60  # that anything is waited for
STEP_SECONDS = 0.1


class Outage:
    """Eight connections ask for generated pages, four behind nginx and four of Python, while the database is away."""

    is_used_up = True

    def __init__(self, stage: Stage) -> None:
        self.stage, self.crowds = stage, Crowds(stage)
        self.good = on_sale(stage, 1)[0][1]
        shown = paths(stage, PRODUCTS)
        listed = kept_on_file(stage, categories(stage))
        self.pages = [*kept_on_file(stage, [HOME_PAGE]), *listed, *shown]
        self.kinds = [HOME_PAGE, listed[0], shown[0]]
        self.ways: Mapping[str, Server] = {
            "nginx": front(stage, self.pages).served,
            "Python": stage.shop(),
        }
        self.found: Sample | None = None
        self.unlit, self.told, self.back = 0, list[str](), 0.0

    def __call__(self, seconds: float) -> Sample:
        """Run once, whatever the number of rounds."""
        if self.found is None:
            self.found = self._endure(seconds * LENGTH)
        return self.found

    def _endure(self, length: float) -> Sample:
        spending = self.stage.spending()
        loads = [Load(self.stage, way.port, gets(self.pages, **ACCEPTED), EACH) for way in self.ways.values()]
        with ThreadPoolExecutor(len(loads)) as crowd:
            # The database is started from here: a server goes with the thread that started it.
            asking = [crowd.submit(load.ask, length) for load in loads]
            self._befall(length / 3)
            samples = [one.result() for one in asking]
        for way, sample in zip(self.ways, samples, strict=True):
            self.told.append(f"{way}: {sample.done:,} pages answered, {sample.failed} not")
        return spending.of(
            Sample(
                rate=sum(one.rate for one in samples),
                p50=max(one.p50 for one in samples),
                p99=max(one.p99 for one in samples),
                done=sum(one.done for one in samples),
                failed=sum(one.failed for one in samples),
            )
        )

    def _befall(self, third: float) -> None:
        """Stop the database after a third, look at the windows, start it again, and buy."""
        time.sleep(third)
        self.stage.stop_database()
        begun = time.monotonic()
        try:
            waits = [_until(partial(self._says_so, way, HOME_PAGE)) for way in self.ways.values()]
            time.sleep(max(0.0, third - (time.monotonic() - begun)))
            self.unlit += sum(
                not self._says_so(way, page) for way in self.ways.values() for page in self.kinds
            )
        finally:
            self.stage.start_database()
        self.back = _until(self._sells)
        gone = [_until(partial(self._says_nothing, way)) for way in self.ways.values()]
        self.unlit += sum(wait > NOTICE_SECONDS for wait in (*waits, *gone))
        said = ", ".join(f"{way} {wait:.1f} s" for way, wait in zip(self.ways, waits, strict=True))
        self.told.append(
            f"the word that buying is paused stood there after: {said}; home, a listing and a product asked both ways"
        )
        self.told.append(f"something went into a cart {self.back:.1f} s after the database was back")

    def _says_so(self, way: Server, page: str) -> bool:
        """Say whether a page is answered with the word that buying is paused."""
        try:
            status, body = way.get(page)
        except OSError:
            return False
        return status == 200 and NOTICE in body

    def _says_nothing(self, way: Server) -> bool:
        status, body = way.get(HOME_PAGE)
        return status == 200 and NOTICE not in body

    def _sells(self) -> bool:
        return not self.crowds.send(
            iter([(put_into_cart([self.good]), next(self.crowds.visits))]), lines=1
        ).failed

    def settle(self) -> tuple[Mapping[str, float], tuple[str, ...]]:
        """Say what was seen; pages without the word, or with it too late, count as failed."""
        self.stage.wait_until_rested(self.stage.shop().world)
        return {"failed": float(self.unlit), "seconds": self.back}, tuple(self.told)


def _until(is_so: Callable[[], bool]) -> float:
    """Wait until something is so, and give the seconds; at most the longest that anything is waited for."""
    begun = time.monotonic()
    while not is_so() and time.monotonic() - begun < LONGEST_SECONDS:
        time.sleep(STEP_SECONDS)
    return time.monotonic() - begun


def _outage(stage: Stage) -> Plan:
    outage = Outage(stage)
    remark = (
        f"{len(outage.pages)} pages; failed counts answers that are not 200, and windows without the word"
    )
    return Plan(measure=outage, settle=outage.settle, remarks=(remark,))


ROWS = (
    Row(
        "outage",
        "PostgreSQL stopped in the middle",
        (ALL_ANSWERED, at_most("seconds", BACK_SECONDS)),
        _outage,
        "Each web process notices by its pulse, and by the first request that fails.",
    ),
)
