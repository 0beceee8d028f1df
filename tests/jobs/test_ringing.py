"""Whoever waits for the database is woken after the commit, by one ring for many commits, and never before."""

import time
from collections.abc import Iterator

import psycopg
import pytest

from core.orders.events import PurchasePlaced
from core.platform import outbox, ringing
from core.platform.bell import Bell
from core.platform.db import transaction
from core.platform.ringing import Ringer
from tests.factories.shop import Shop

QUIET = 0.3


@pytest.fixture
def bell(committed_shop: Shop) -> Iterator[Bell]:
    with Bell() as heard:
        while heard.wait(QUIET):
            pass
        yield heard


def test_the_bell_rings_after_the_commit_and_not_before(bell: Bell) -> None:
    with transaction():
        outbox.record(PurchasePlaced(purchase_id=1))
        assert not bell.wait(QUIET)
    assert bell.wait(5)


def test_what_is_rolled_back_rings_nobody(bell: Bell) -> None:
    def give_up() -> None:
        with transaction():
            outbox.record(PurchasePlaced(purchase_id=1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    assert not bell.wait(QUIET)


def test_many_commits_of_a_moment_are_few_rings(bell: Bell) -> None:
    for number in range(50):
        with transaction():
            outbox.record(PurchasePlaced(purchase_id=number))
    rings, until = 0, time.monotonic() + 2
    while time.monotonic() < until and bell.wait(QUIET):
        rings += 1
    assert 1 <= rings < 50


def test_a_process_that_ends_rings_what_it_has_not_rung_yet(
    bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    ringer = Ringer()
    monkeypatch.setattr(Ringer, "_work", lambda _self: None)  # a thread that does not come to it any more
    ringer.ring([outbox.CHANNEL])
    assert not bell.wait(QUIET)
    ringer.finish()
    assert bell.wait(5)


def test_what_could_not_be_rung_while_the_database_was_away_is_rung_when_it_is_back(
    bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> psycopg.Connection:
        raise psycopg.OperationalError("away")

    monkeypatch.setattr(ringing, "PATIENCE_SECONDS", 0.05)
    ringer = Ringer()
    with monkeypatch.context() as outage:
        outage.setattr(ringing, "open_line", away)
        ringer.ring([outbox.CHANNEL])
        assert not bell.wait(QUIET)
    assert bell.wait(5)
    ringer.hang_up()
