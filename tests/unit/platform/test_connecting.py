"""Engines: what is secondary has few connections, whose statements end soon."""

from sqlalchemy.pool import QueuePool

from core.platform import db


def test_what_is_secondary_has_few_connections_of_its_own() -> None:
    db.forget_engine()
    apart = db._engine_apart()
    assert isinstance(apart.pool, QueuePool)
    assert (apart.pool.size(), apart.pool._max_overflow) == (db.APART_CONNECTIONS, 0)
    assert db._engine_apart() is apart
    assert apart is not db.engine()
    db.forget_engine()
