"""The row of the long mixed run: people browse and buy while a web worker is killed and the queue is restarted."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from cli.bench.buying import Crowds, count_wrong_levels
from cli.bench.crowd import Errand, Step, Visit
from cli.bench.errands import HOME, Form, enter, place, put_into_cart
from cli.bench.figures import Bar, Sample
from cli.bench.pages import PERSONAL, listings, on_sale, searches
from cli.bench.rows import Plan, Row, at_most
from cli.bench.rush import set_stock
from cli.bench.stage import Stage
from cli.bench.weight import web_workers

LENGTH = 120  # times the seconds of a measurement: ten minutes at the usual five
BROWSERS_PER_BUYER = 5
ENOUGH = 0.9999
GOODS, PLENTY = 200, 1000  # so that nothing is sold out: that would be an answer too, but of another kind


class Storm:
    """A crowd of browsers and buyers, two accidents, and the accounts of both."""

    is_used_up = True

    def __init__(self, stage: Stage) -> None:
        self.stage, self.crowds = stage, Crowds(stage)
        self.goods = on_sale(stage, GOODS)
        for _, variant in self.goods:
            set_stock(stage, variant, PLENTY)
        stage.wait_until_rested(stage.shop().world)
        self.listings, self.searches = listings(stage), searches(stage)[:60]
        self.acknowledged: list[str] = []
        self.asked = self.unanswered = 0
        self.told: tuple[str, ...] = ()
        self.found = Sample(0, 0, 0, 0)

    def __call__(self, seconds: float) -> Sample:
        """Run once, whatever the number of rounds."""
        if self.asked:
            return self.found
        length = seconds * LENGTH
        spending = self.stage.spending()
        with ThreadPoolExecutor(1) as crowd:
            # The queue is restarted from here: a server goes with the thread that started it.
            sent = crowd.submit(self.crowds.send, self._errands(), lines=8, seconds=length)
            self._befall(length)
            outcome = sent.result()
        answered = [took for steps in outcome.steps.values() for took in steps]
        self.asked, self.unanswered = outcome.asked, outcome.failed
        self.told = outcome.told()
        done = sorted(answered)
        self.found = spending.of(
            Sample(len(done) / outcome.seconds, done[len(done) // 2], done[len(done) * 99 // 100], len(done))
        )
        return self.found

    def settle(self) -> tuple[dict[str, float], tuple[str, ...]]:
        """Look for every acknowledged order, and for stock that nobody can account for."""
        with self.stage.worlds.door(self.stage.shop().world) as door:
            row = door.execute(
                "select count(*) from purchases where idempotency_key = any(%s)", [self.acknowledged]
            ).fetchone()
        lost = len(self.acknowledged) - (row[0] if row else 0)
        wrong = count_wrong_levels(self.stage)
        told = (
            f"{self.asked:,} requests, {self.unanswered} of them not answered, or not so that one could go on;"
            f" {len(self.acknowledged)} orders acknowledged, {lost} lost; {wrong} stock levels differ from the ledger"
        )
        return {"share": 1 - self.unanswered / self.asked, "failed": float(lost + wrong)}, (told, *self.told)

    def _errands(self) -> Iterator[tuple[Errand, Visit]]:
        for number, visit in enumerate(self.crowds.visits):
            slug, variant = self.goods[number % len(self.goods)]
            product = f"{HOME}/p/{quote(slug)}"
            if number % (BROWSERS_PER_BUYER + 1):
                yield self._browse(number, product), visit
            else:
                yield (
                    self._buy(product, variant, f"storm{visit.address.replace('.', '-')}@bench.example"),
                    visit,
                )

    def _browse(self, number: int, product: str) -> Errand:
        seen = (
            Step("browse", self.listings[number % len(self.listings)]),
            Step("browse", product),
            Step("browse", PERSONAL, swaps=True),
            Step("browse", self.searches[number % len(self.searches)]),
        )
        for step in seen:
            answer = yield step
            if answer.status != 200:
                return False
        return True

    def _buy(self, product: str, variant: int, email: str) -> Errand:
        page = yield Step("browse", product)
        if page.status != 200 or not (yield from put_into_cart([variant])):
            return False
        form: Form | None = yield from enter(email)
        if form is None or not (yield from place(form)):
            return False
        self.acknowledged.append(form["key"])
        return True

    def _befall(self, length: float) -> None:
        """Kill a web worker after a third of the time, and restart the queue after two."""
        time.sleep(length / 3)
        web_workers(self.stage)[0].kill()
        time.sleep(length / 3)
        self.stage.restart_queue()


def _storm(stage: Stage) -> Plan:
    storm = Storm(stage)
    return Plan(
        measure=storm,
        settle=storm.settle,
        remarks=("failed counts orders that were acknowledged and lost, and stock that differs",),
    )


ROWS = (
    Row(
        "storm",
        "mixed run with two accidents",
        (Bar("share", ENOUGH), at_most("failed", 0)),
        _storm,
        "What is under way in the worker that is killed is lost with it: a request for each of its connections.",
    ),
)
