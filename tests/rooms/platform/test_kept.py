"""What is kept for all processes ends with its marks, and nobody waits for a queue service that is away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.platform import kept
from core.platform import settings as configuration
from core.platform.cache import hasty
from tests.factories.queues import forget_clients, queue

MARKS = ("of-a-session", "of-a-cart")


@pytest.fixture(autouse=True)
def _rested() -> Iterator[None]:
    yield
    kept.forget_rest()


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[None]:
    with queue(tmp_path):
        yield


def stamp(marks: tuple[str, ...] = MARKS) -> bytes:
    found = kept.look(marks, [])
    assert found is not None
    return found.stamp


def values(*names: str, marks: tuple[str, ...] = MARKS) -> dict[str, bytes]:
    found = kept.look(marks, names)
    assert found is not None
    return found.values


def test_what_is_kept_is_found_by_its_name_for_its_time(valkey: None) -> None:
    kept.keep(stamp(), "me", b"a name", 60)
    assert values("me", "you") == {"me": b"a name"}
    assert 0 < hasty().pttl("kept:me") <= 60_000
    kept.keep(stamp(), "nothing", b"", 60)
    assert values("nothing") == {"nothing": b""}


@pytest.mark.parametrize("renewed", MARKS)
def test_any_mark_ends_it(valkey: None, renewed: str) -> None:
    kept.keep(stamp(), "me", b"a name", 60)
    assert kept.renew([renewed])
    assert values("me") == {}


def test_what_was_begun_before_a_mark_was_renewed_is_not_found_afterwards(valkey: None) -> None:
    before = stamp()
    kept.renew(MARKS)
    kept.keep(before, "me", b"an old name", 60)
    assert values("me") == {}
    assert hasty().ttl("kept:mark:of-a-cart") > 300


def test_without_the_service_nothing_is_kept_and_it_is_left_alone_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(kept, "monotonic", lambda: now[0])
    configuration.override(redis_url="redis://127.0.0.1:1/0")
    forget_clients()
    assert kept.look(MARKS, ["me"]) is None
    with queue(tmp_path):
        assert kept.look(MARKS, ["me"]) is None
        assert not kept.renew(MARKS)
        now[0] += kept.REST_SECONDS
        assert kept.renew(MARKS)
        assert values("me") == {}
    configuration.override(redis_url="redis://127.0.0.1:1/0")
    forget_clients()
    assert not kept.renew(MARKS)
    kept.keep(b"", "me", b"", 60)


def test_a_shop_without_the_service_keeps_nothing() -> None:
    configuration.override(redis_url="")
    assert kept.look(MARKS, ["me"]) is None
    assert not kept.renew(MARKS)
