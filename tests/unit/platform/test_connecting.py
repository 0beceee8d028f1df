"""Engines: what is secondary has few connections of its own."""

from sqlalchemy.pool import QueuePool

from core.platform import db


def test_an_engine_takes_the_pool_it_is_told_to() -> None:
    made = db.connect("postgresql://nobody@localhost/nothing", seconds=2, pool_size=4, max_overflow=0)
    assert isinstance(made.pool, QueuePool)
    assert (made.pool.size(), made.pool._max_overflow) == (4, 0)
    assert made.dialect.driver == "psycopg"
