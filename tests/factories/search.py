"""The index as the relay would have left it."""

from core.platform.db import session, transaction
from core.search import queries, service

ALL = 10_000


def index_everything() -> None:
    """Write every product, category and brand into the index. The caller opens the transaction."""
    session().flush()
    service.settle_words(service.index_products(queries.list_outdated(after=0, limit=ALL, is_all=True)))
    service.index_names()


def catch_up() -> None:
    """Write everything in a transaction of its own, as the relay does after a change."""
    with transaction():
        index_everything()
