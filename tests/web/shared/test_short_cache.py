"""What is kept for seconds is made by one while the others are given what was there before."""

import pytest

from web.shared import short_cache
from web.shared.short_cache import ShortCache


def test_others_are_given_the_one_before_while_somebody_makes_it_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(short_cache, "monotonic", lambda: now[0])
    cache: ShortCache[str] = ShortCache(2)
    seen: list[str | None] = []

    def make_anew() -> str:
        seen.append(cache.get("a", 10, lambda: "by another", grace=5))
        return "second"

    assert cache.get("a", 10, lambda: "first", grace=5) == "first"
    now[0] += 12
    assert cache.get("a", 10, make_anew, grace=5) == "second"
    now[0] += 16
    assert cache.get("a", 10, make_anew, grace=5) == "second"
    assert seen == ["first", "by another"]
    assert cache.find("a", 10) == "second"


def test_what_fails_leaves_nobody_waiting_and_is_made_again() -> None:
    cache: ShortCache[str] = ShortCache(2)

    def fail() -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cache.get("a", 10, fail, grace=5)
    assert cache.get("a", 10, lambda: None, grace=5) is None
    assert cache.get("a", 10, lambda: "it", grace=5) == "it"
