from core.catalog import queries as catalog
from core.fx import service as fx
from core.fx.events import RatesImported
from core.platform import http
from core.platform.db import reading, transaction
from core.platform.http import OutageError
from core.platform.settings import settings
from core.taxes import service as taxes
from workers.failures import describe
from workers.job import job
from workers.queues import QueueName

VARIANTS_AT_ONCE = 500


@job(queue=QueueName.DEFAULT, timeout=180)
def import_rates() -> str:
    """Fetch the published rates of both banks; one that fails does not keep the other's out."""
    feeds = {"ECB": settings().feed_ecb_url, "CBR": settings().feed_cbr_url}
    told = {source: _import(source, url) for source, url in feeds.items()}
    failed = [f"{source}: {problem}" for source, (_, problem) in told.items() if problem]
    if failed:
        raise OutageError("; ".join(failed), None)
    return ", ".join(f"{source} {count} new" for source, (count, _) in told.items())


@job(queue=QueueName.DEFAULT, timeout=600, retries=5)
def propose_prices_at_new_rates(event: RatesImported) -> None:
    """Bring proposed prices to new rates, leaving alone what would hardly move."""
    with reading():
        variants = catalog.list_all_variant_ids()
    for start in range(0, len(variants), VARIANTS_AT_ONCE):
        with transaction():
            taxes.propose_shown_prices(variants[start : start + VARIANTS_AT_ONCE], keep_small_moves=True)


def _import(source: str, url: str) -> tuple[int, str]:
    try:
        rates = fx.read_feed(source, http.get(url))
    except (OutageError, ValueError) as problem:
        return 0, describe(problem)
    with transaction():
        return fx.record_rates(rates), ""
