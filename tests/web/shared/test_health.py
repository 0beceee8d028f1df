"""Alive is not ready: what load balancers and the launcher ask."""

from collections.abc import Iterator

import pytest

from core.platform import cache
from core.platform import settings as configuration
from tests import database
from tests.factories.sandbox import shop_app
from tests.factories.shop import Shop


@pytest.fixture(autouse=True)
def _no_queue() -> Iterator[None]:
    """Point at a queue that nobody runs."""
    configuration.override(redis_url="redis://127.0.0.1:9/0")
    cache.valkey.cache_clear()
    yield
    cache.valkey.cache_clear()


def ask(path: str) -> tuple[int, dict[str, object]]:
    answer = shop_app().test_client().get(path, base_url="http://127.0.0.1:8000")
    return answer.status_code, answer.get_json()


def test_it_lives_even_where_nothing_else_does() -> None:
    with database.at("postgresql+psycopg://nobody@127.0.0.1:9/nothing"):
        assert ask("/healthz") == (200, {"status": "ok"})
        nothing = {"status": "waiting", "database": False, "queue": False, "migrations": False}
        assert ask("/readyz") == (503, nothing)


def test_it_is_ready_when_everything_is_there(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "is_reachable", lambda: True)
    said = {"status": "ok", "database": True, "queue": True, "migrations": True}
    assert ask("/readyz") == (200, said)


def test_without_its_queue_it_is_not_ready(shop: Shop) -> None:
    said = {"status": "waiting", "database": True, "queue": False, "migrations": True}
    assert ask("/readyz") == (503, said)


def test_with_older_tables_it_is_not_ready(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "is_reachable", lambda: True)
    monkeypatch.setattr("web.health.newest_migration", lambda: "9999")
    said = {"status": "waiting", "database": True, "queue": True, "migrations": False}
    assert ask("/readyz") == (503, said)
