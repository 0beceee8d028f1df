"""Alembic's door: every table of the house, and the database of the settings."""

import importlib

from alembic import context

from core.platform import db
from core.platform.settings import ROOT, settings

PLATFORM = ("audit", "idempotency", "outbox", "slugs", "throttle")
NO_LONG_WAIT = "SET lock_timeout = '10s'; SET statement_timeout = '15min'"


def _know_every_table() -> None:
    for name in PLATFORM:
        importlib.import_module(f"core.platform.{name}")
    for path in sorted((ROOT / "core").rglob("models.py")):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def run_migrations() -> None:
    """Bring the database of the settings to the newest migration, one at a time however many ask."""
    _know_every_table()
    engine = db.connect(settings().database_url, pooled=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(NO_LONG_WAIT)
        connection.exec_driver_sql("SELECT pg_advisory_lock(712301)")
        context.configure(
            connection=connection, target_metadata=db.Model.metadata, compare_server_default=False
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run_migrations()
