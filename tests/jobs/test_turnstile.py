"""The turnstile in the queue service: in order, at a rate, one moment for each person, whichever process asks."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from core.kernel.ids import new_token
from core.platform import cache, turnstile
from core.platform import settings as configuration
from core.platform.settings import settings
from core.platform.turnstile import Moment, TooOften


@pytest.fixture
def name(queue: str) -> Iterator[str]:
    """Give a turnstile of its own in a real queue service."""
    before = settings()
    configuration.override(redis_url=queue)
    _forget()
    yield f"test-{new_token(4)}"
    configuration._current = before
    _forget()


def _forget() -> None:
    turnstile._script.cache_clear()
    cache.hasty.cache_clear()


def come(name: str, who: str, *, address: str = "", rate: int = 10, at_once: bool = False) -> Moment | None:
    return turnstile.pass_or_wait(
        name, who, address or who, per_second=rate, good_for=60, only_at_once=at_once
    )


def test_a_clump_passes_and_the_others_follow_at_the_rate(name: str) -> None:
    moments = [come(name, f"browser:{number}", rate=2) for number in range(10)]
    waits = [moment.seconds for moment in moments if moment]
    assert waits[:2] == [0, 0]
    assert waits == sorted(waits)
    ats = [moment.at for moment in moments if moment]
    assert [round(later - earlier, 3) for earlier, later in pairwise(ats[3:])] == [0.5] * 6
    found = turnstile.traffic(name, per_second=2)
    assert found is not None
    assert found.given == 10
    assert 5 <= found.waiting <= 8


def test_who_comes_again_finds_the_same_moment(name: str) -> None:
    for number in range(30):
        come(name, f"browser:{number}")
    first = come(name, "account:7")
    again = come(name, "account:7", address="elsewhere")
    assert first is not None
    assert again is not None
    assert again.at == first.at


def test_only_at_once_gives_no_moment_to_come(name: str) -> None:
    assert come(name, "browser:first", rate=1, at_once=True) is not None
    for number in range(5):
        come(name, f"browser:{number}", rate=1)
    assert come(name, "browser:late", rate=1, at_once=True) is None
    found = turnstile.traffic(name, per_second=1)
    assert found is not None
    assert found.given == 6


def test_one_address_gets_no_more_than_its_share(name: str) -> None:
    for number in range(turnstile.MOST_OF_ADDRESS):
        come(name, f"browser:{number}", address="10.0.0.1")
    with pytest.raises(TooOften):
        come(name, "browser:more", address="10.0.0.1")
    assert come(name, "browser:more", address="10.0.0.2") is not None
