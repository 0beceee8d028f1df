"""What got stuck, and how it is set going again."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.kernel import clock
from core.ops import service as ops
from core.platform import outbox
from core.platform.db import reading, session, transaction
from core.platform.outbox import Delivery, DeliveryState
from tests.factories.consoles import Console
from tests.factories.purchases import make_paid_purchase
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from web.admin import words
from workers import housekeeping
from workers.outbox import Relay
from workers.schedule import PERIODIC


@pytest.fixture
def letter(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> int:
    """Leave one dead letter behind; gives its id."""
    make_paid_purchase(shop, {"MUG": 1})
    monkeypatch.setattr("workers.outbox.hand_over", lambda ticket: None)
    Relay().turn()
    with transaction():
        id = session().scalars(select(Delivery.id).order_by(Delivery.id)).first()
        dead = {"state": DeliveryState.DEAD, "attempts": 6, "last_error": "ValueError: <b>it broke</b>"}
        session().execute(update(Delivery).where(Delivery.id == id).values(**dead))
    assert id is not None
    return id


def dead() -> list[int]:
    with reading():
        return [one.id for one in outbox.list_dead()]


def test_a_dead_letter_is_shown_with_its_error_and_tried_again_once(letter: int, console: Console) -> None:
    page = console.get("/jobs").text
    assert f'value="{letter}"' in page
    assert "&lt;b&gt;it broke&lt;/b&gt;" in page
    assert ">1<" in console.get("/").text
    assert console.post("/jobs/replay", delivery=letter).location == "/admin/jobs"
    assert "One dead letter is tried again." in console.get("/jobs").text
    assert dead() == []
    console.post("/jobs/replay", delivery=letter)
    assert "0 dead letters are tried again." in console.get("/jobs").text


def test_nothing_chosen_changes_nothing(letter: int, console: Console) -> None:
    assert console.post("/jobs/replay").status_code == 303
    assert dead() == [letter]


def test_without_a_queue_the_console_says_so(console: Console) -> None:
    assert "The queue service is away." in words_of(console.get("/").text)
    assert "The queue service is away." in words_of(console.get("/jobs").text)


def test_a_job_of_every_few_seconds_does_not_hide_the_others(shop: Shop, console: Console) -> None:
    now = clock.now()
    with transaction():
        turns = [("deliver_due_sandbox_webhooks", now + timedelta(seconds=15 * step)) for step in range(40)]
        for name, slot in [("sweep", now), *turns]:
            run_id = ops.claim_run(name, slot, lease=timedelta(), tries=1)
            assert run_id is not None
            ops.finish_run(run_id, note="sessions 1" if name == "sweep" else "heard 7")
    page = words_of(console.get("/jobs").text)
    assert "Swept: sessions 1." in page
    assert page.count("Heard: 7.") == 1
    chosen = words_of(console.get("/jobs?job=deliver_due_sandbox_webhooks").text)
    assert chosen.count("Heard: 7.") == 30
    assert "Swept:" not in chosen
    assert "Nothing here." in words_of(console.get("/jobs?outcome=failed").text)
    assert words_of(console.get("/jobs?outcome=nonsense&job=nothing").text).count("Heard: 7.") == 1


def test_every_periodic_job_has_words() -> None:
    assert {one.name for one in PERIODIC} == set(words.JOBS)


@pytest.mark.parametrize(
    ("name", "told", "said"),
    [
        ("ask_about_open_payments", "asked 3, moved 1", "Asked about: 3. Moved on: 1."),
        ("deliver_due_sandbox_webhooks", "heard 1200", "Heard: 1,200."),
        ("expire_unpaid_purchases", "expired 1 of 2", "Expired: 1 of 2."),
        ("repeat_broken_turns", "repeated 0", "Repeated: 0."),
        ("import_rates", "ecb 30 new, cbr 0 new", "New rates: European Central Bank 30, Bank of Russia 0."),
        (
            "sweep",
            "sessions 1, carts 2, messages 3, mails 4, runs 5, windows 6",
            "Swept: sessions 1, carts 2, facts 3, mails 4, turns 5, counts of attempts 6.",
        ),
        ("sweep", "OperationalError: away", "OperationalError: away"),
    ],
)
def test_a_turn_says_what_it_did(shop: Shop, console: Console, name: str, told: str, said: str) -> None:
    with transaction():
        run_id = ops.claim_run(name, clock.now(), lease=clock.now() - clock.now(), tries=1)
        assert run_id is not None
        ops.finish_run(run_id, note=told)
    assert said in words_of(console.get("/jobs").text)
    assert said in words_of(console.get("/").text)


def test_whatever_is_swept_has_a_word(console: Console, shop: Shop) -> None:
    told = ", ".join(f"{kind} 7" for kind, _ in housekeeping.SWEEPS)
    with transaction():
        run_id = ops.claim_run("sweep", clock.now(), lease=timedelta(), tries=1)
        assert run_id is not None
        ops.finish_run(run_id, note=told)
    said = re.search(r"Swept: ([^.]*)\.", words_of(console.get("/jobs").text))
    assert said is not None
    same = {"sessions", "carts", "mails", "alerts"}
    assert {kind for kind, _ in housekeeping.SWEEPS if f"{kind} 7" in said[1].split(", ")} == same


def test_rates_name_their_source(console: Console) -> None:
    page = words_of(console.get("/rates").text)
    assert "RUB" in page
    assert " ecb" not in page
