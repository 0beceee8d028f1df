from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from core.kernel import clock
from core.kernel.actor import Actor, ActorKind
from core.kernel.ids import SiteId
from core.platform.db import reading, session, transaction
from core.switches import board, queries, service, telling, watching
from core.switches.errors import LevelUnknown, ReasonMissing
from core.switches.models import TripRow
from core.switches.types import Change, Feature, Level, Standing, Trip
from core.switches.watching import Watcher
from tests.conftest import Later
from tests.factories.queues import queue
from tests.factories.shop import Shop
from tests.statements import counted

OPERATOR = Actor(ActorKind.OPERATOR, "Olga")


def switch(level: str, feature: str = "checkout", *, site_id: SiteId | None = None, minutes: int = 0) -> None:
    until = clock.now() + timedelta(minutes=minutes) if minutes else None
    with transaction():
        service.set_switch(feature, level, site_id=site_id, until=until, reason="drill", by=OPERATOR)


def clear(feature: str = "checkout", *, site_id: SiteId | None = None) -> bool:
    with transaction():
        return service.clear_switch(feature, site_id=site_id, by=OPERATOR)


def standing() -> list[tuple[Feature, Level]]:
    with reading():
        return [(one.feature, one.level) for one in queries.list_standing()]


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[None]:
    """Give a queue service of this test's own."""
    with queue(tmp_path):
        yield


@pytest.mark.usefixtures("db")
def test_what_a_newer_release_switched_does_not_keep_the_others_from_standing() -> None:
    switch("off")
    switch("off", "search")
    with transaction():
        session().execute(text("UPDATE switches SET feature = 'teleport' WHERE feature = 'search'"))
        session().add(
            TripRow(
                feature="teleport", process="p", at=clock.now(), until=clock.now(), calls=1, failed=1, slow=0
            )
        )
    assert standing() == [(Feature.CHECKOUT, Level.OFF)]
    with reading():
        assert [one.feature for one in queries.list_changes()] == [Feature.CHECKOUT]
        assert queries.list_trips() == []


@pytest.mark.usefixtures("db")
def test_a_switch_stands_until_it_is_cleared_and_both_are_history() -> None:
    switch("off")
    assert standing() == [(Feature.CHECKOUT, Level.OFF)]
    assert clear() is True
    assert clear() is False
    assert standing() == []
    with reading():
        last, first = queries.list_changes()
    assert isinstance(first, Change)
    assert (first.by, first.before, first.after, first.reason) == ("Olga", Level.NORMAL, Level.OFF, "drill")
    assert (last.before, last.after) == (Level.OFF, Level.NORMAL)


@pytest.mark.usefixtures("db")
def test_a_switch_ends_by_itself(later: Later) -> None:
    switch("off", minutes=10)
    service.announce()
    assert not queries.is_on(Feature.CHECKOUT, None)
    later(timedelta(minutes=11))
    assert queries.is_on(Feature.CHECKOUT, None)
    assert standing() == []


def test_a_site_may_be_switched_alone(shop: Shop) -> None:
    eu, ru = shop.sites["eu"].id, shop.sites["ru"].id
    switch("off", site_id=eu)
    switch("static-only", "shop", site_id=ru)
    service.announce()
    assert [queries.is_on(Feature.CHECKOUT, site) for site in (eu, ru)] == [False, True]
    assert [queries.level(site) for site in (eu, ru)] == [Level.NORMAL, Level.STATIC_ONLY]


@pytest.mark.usefixtures("db")
def test_what_makes_no_sense_is_refused_and_changes_nothing() -> None:
    with pytest.raises(LevelUnknown):
        switch("reduced")
    with pytest.raises(ReasonMissing), transaction():
        service.set_switch("checkout", "off", site_id=None, until=None, reason=" ", by=OPERATOR)
    assert standing() == []


@pytest.mark.usefixtures("db")
def test_asking_costs_no_statement() -> None:
    switch("off")
    service.announce()
    with counted() as sent:
        assert not queries.is_on(Feature.CHECKOUT, None)
        assert queries.level(None) is Level.NORMAL
    assert sent == []


@pytest.mark.usefixtures("db", "valkey")
def test_a_watcher_hears_of_a_switch_by_the_note_at_its_next_look() -> None:
    watcher = Watcher()
    watcher.look()
    switch("off")
    assert telling.tell(list_standing()) is True
    watcher.look()
    assert not queries.is_on(Feature.CHECKOUT, None)
    with counted() as sent:
        watcher.look()
    assert sent == []  # the note is the same, so the database is left alone


@pytest.mark.usefixtures("db")
def test_without_the_queue_service_a_watcher_reads_the_database_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moments = iter([0.0, 0.0, 1.0, 15.5, 15.5, 15.5])
    monkeypatch.setattr(watching, "monotonic", lambda: next(moments))
    watcher = Watcher()
    watcher.look()
    switch("off")
    assert service.announce() is False
    board.put_up([])  # another process has not heard of it
    watcher.look()
    assert queries.is_on(Feature.CHECKOUT, None)
    watcher.look()
    assert not queries.is_on(Feature.CHECKOUT, None)


@pytest.mark.usefixtures("db", "valkey")
def test_without_the_database_a_new_process_knows_the_switches_by_the_note(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    switch("off", minutes=5)
    switch("read-only", "shop")
    service.announce()
    before = list_standing()
    board.put_up([])

    def be_away() -> None:
        raise OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr(queries, "list_standing", be_away)
    Watcher().look()
    assert queries.level(None) is Level.READ_ONLY
    assert queries.find_in_force(Feature.CHECKOUT, None) == before[0]


@pytest.mark.usefixtures("db")
def test_while_both_are_away_the_last_known_switches_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    switch("off")
    watcher = Watcher()
    watcher.look()

    def be_away() -> None:
        raise OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr(queries, "list_standing", be_away)
    monkeypatch.setattr(watching, "READ_SECONDS", 0.0)
    watcher.look()
    assert not queries.is_on(Feature.CHECKOUT, None)


def test_a_note_of_another_release_is_read_as_far_as_it_is_known() -> None:
    note = b'{"mark": "x", "switches": [{"feature": "teleport", "level": "off", "site_id": null}]}'
    assert telling.read(note) == []


@pytest.mark.usefixtures("db")
def test_trips_are_kept_for_a_while(later: Later) -> None:
    now = clock.now()
    trip = Trip(Feature.REVIEWS, "web-7", now, now + timedelta(seconds=15), 20, 11, 2, "TimeoutError")
    with transaction():
        service.record_trips([trip])
    with reading():
        assert queries.list_trips() == [trip]
        assert queries.count_trips(timedelta(hours=1)) == 1
    later(timedelta(days=40))
    with transaction():
        assert service.forget_old_trips(timedelta(days=30)) == 1


def list_standing() -> list[Standing]:
    with reading():
        return queries.list_standing()
