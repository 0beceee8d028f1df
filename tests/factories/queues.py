"""Queue services of a test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.servers import valkey as server
from core.platform import cache
from core.platform import settings as configuration


@contextmanager
def queue(folder: Path) -> Iterator[None]:
    """Run a queue service for the length of the block, and let this process know it."""
    with server.start(folder, fast=True) as url:
        configuration.override(redis_url=url)
        forget_clients()
        yield
    forget_clients()


def forget_clients() -> None:
    """Drop the clients of this process."""
    cache.hasty.cache_clear()
    cache.valkey.cache_clear()
