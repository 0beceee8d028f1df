"""The index of search, written anew piece by piece: shoppers go on looking through it meanwhile."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from core.platform import log
from core.platform.db import persistently, reading, transaction
from core.search import queries, service
from core.sites import queries as sites
from workers.job import job
from workers.queues import QueueName

PRODUCTS_AT_ONCE = 100
KEEP_SEARCHES = timedelta(days=180)
FOUR_HOURS = 4 * 60 * 60


def write_index(*, is_all: bool, advance: Callable[[int], None] = lambda units: None) -> int:
    """Write every product into the index, or those that an older making left; gives how many.

    Each hundred in a transaction of its own, begun again where it and the relay waited for each other: the relay
    writes what several facts changed in one transaction, in the order they came. How common words are is settled
    only when everything was read.
    """
    persistently(service.index_names)
    words: service.WordCount = Counter()
    written = last = 0
    while True:
        with reading():
            ids = queries.list_outdated(after=last, limit=PRODUCTS_AT_ONCE, is_all=is_all)
        if not ids:
            break
        words.update(persistently(partial(service.index_products, ids)))
        written, last = written + len(ids), ids[-1]
        advance(len(ids))
    if is_all:
        persistently(partial(service.settle_words, words))
    fold_changes()
    return written


def fold_changes() -> int:
    """Fold what changed into the kept numbers, some thousands at a time; gives how many changes."""
    folded = 0
    while some := persistently(service.fold_tallies):
        folded += some
    return folded


def settle_tallies() -> int:
    """Prove every kept number by the index and put right what is not so; gives how many were not."""
    with reading():
        places = [(site.id, currency) for site in sites.list_sites() for currency in site.currencies]
    return sum(persistently(partial(service.settle_tallies, *place)) for place in places)


@job(queue=QueueName.IMAGES, timeout=FOUR_HOURS)
def rewrite_search_index() -> str:
    """Write the whole index anew, for names that changed above products and sales that grew old; prove its numbers."""
    written, wrong = write_index(is_all=True), settle_tallies()
    if wrong:
        log.get(__name__).warning("numbers beside listings were wrong", numbers=wrong)
    return f"wrote {written}, put right {wrong}"


@job(queue=QueueName.DEFAULT, timeout=60)
def fold_search_tallies() -> str:
    """Fold what changed beside listings into the kept numbers."""
    return f"folded {fold_changes()}"


@job(queue=QueueName.DEFAULT, timeout=60)
def forget_old_searches() -> str:
    """Drop the counts of what was looked for long ago."""
    with transaction():
        return f"forgot {service.forget_old_searches(KEEP_SEARCHES)}"
