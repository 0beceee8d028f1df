"""A connection that died while nobody used it is replaced unseen; one in use moments ago is not asked."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from core.platform import pooling
from core.platform.db import connect
from core.platform.settings import settings
from tests.factories.shop import Shop


def dead_in_the_pool(url: str) -> Engine:
    """Give an engine whose only connection was ended by the server while it lay in the pool."""
    engine, other = connect(url), connect(url)
    with engine.connect() as connection:
        process = connection.scalar(text("SELECT pg_backend_pid()"))
    with other.connect() as connection:
        assert connection.scalar(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})
    other.dispose()
    return engine


def test_a_connection_that_rested_is_asked_and_replaced(
    committed_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pooling, "RESTED_SECONDS", 0.0)
    engine = dead_in_the_pool(settings().database_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


def test_a_fresh_one_fails_once_and_takes_the_rest_of_the_pool_along(
    committed_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pooling, "RESTED_SECONDS", 600.0)
    engine = dead_in_the_pool(settings().database_url)
    with engine.connect() as connection, pytest.raises(DBAPIError) as fault:
        connection.scalar(text("SELECT 1"))
    assert fault.value.connection_invalidated
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()
