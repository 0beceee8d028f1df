from collections.abc import Sequence
from pathlib import Path

from defusedxml import ElementTree
from sqlalchemy.dialects.postgresql import insert

from core.fx import policy
from core.fx.events import RatesImported
from core.fx.models import FxRate
from core.fx.types import PublishedRate
from core.platform import outbox
from core.platform.db import session

SHIPPED = Path(__file__).parent / "data" / "rates.csv"


def record_rates(rates: Sequence[PublishedRate]) -> int:
    """Add the rates that are not known yet and give how many; known ones are never changed."""
    rows = [
        {"base": r.base, "quote": r.quote, "rate": r.rate, "effective_on": r.effective_on, "source": r.source}
        for r in rates
    ]
    if not rows:
        return 0
    added = (
        session()
        .execute(insert(FxRate).values(rows).on_conflict_do_nothing().returning(FxRate.effective_on))
        .all()
    )
    if added:
        newest = max(day for (day,) in added)
        outbox.record(
            RatesImported(source=rates[0].source, effective_on=newest.isoformat(), count=len(added))
        )
    return len(added)


def read_feed(source: str, document: bytes) -> list[PublishedRate]:
    """Read a bank's document ("ECB" or "CBR"); raises ValueError where it is not what it should be."""
    readers = {policy.ECB: policy.read_ecb, policy.CBR: policy.read_cbr}
    try:
        rates = readers[source](ElementTree.fromstring(document))
    except (ElementTree.ParseError, KeyError, ArithmeticError) as problem:
        raise ValueError(f"{source}: not a rate document") from problem
    if not rates:
        raise ValueError(f"{source}: no rate in the document")
    # Rates are never taken back, and by such a one no price could be told any more.
    if not all(rate.rate.is_finite() and rate.rate > 0 for rate in rates):
        raise ValueError(f"{source}: a rate that cannot be")
    return rates


def read_shipped() -> list[PublishedRate]:
    """Read the table that ships with the product."""
    return policy.read_table(SHIPPED.read_text(encoding="utf-8").splitlines())
