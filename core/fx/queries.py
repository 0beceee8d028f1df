from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from core.fx.errors import RateMissing
from core.fx.models import FxRate
from core.fx.policy import cross
from core.fx.types import FxQuote, PublishedRate
from core.kernel import clock
from core.platform import reference
from core.platform.db import session

PIVOT = "EUR"


def get_quote(base: str, quote: str, on: date | None = None) -> FxQuote:
    """Give the latest rate on or before a day (today when None), crossing over the euro; raises RateMissing.

    Kept as reference data.
    """
    asked = (base, quote, on or clock.today())
    return reference.kept(("fx_rates",), ("fx", *asked), lambda: _read_quote(*asked))


def _read_quote(base: str, quote: str, day: date) -> FxQuote:
    if base == quote:
        return FxQuote(base, quote, Decimal(1), day, "same")
    to_base, to_quote = _of_euro(base, day), _of_euro(quote, day)
    if to_base is None or to_quote is None:
        raise RateMissing(base=base, quote=quote, on=day.isoformat())
    return cross(to_base, to_quote)


def _of_euro(currency: str, day: date) -> PublishedRate | None:
    if currency == PIVOT:
        return PublishedRate(PIVOT, PIVOT, Decimal(1), day, "same")
    latest = (
        select(FxRate)
        .where(FxRate.base == PIVOT, FxRate.quote == currency, FxRate.effective_on <= day)
        .order_by(FxRate.effective_on.desc(), FxRate.id.desc())
        .limit(1)
    )
    row = session().scalar(latest)
    return None if row is None else PublishedRate(row.base, row.quote, row.rate, row.effective_on, row.source)


def list_latest() -> list[PublishedRate]:
    """List the newest rate of every currency, for the operators' page."""
    newest = (
        select(FxRate)
        .ext(distinct_on(FxRate.base, FxRate.quote))
        .order_by(FxRate.base, FxRate.quote, FxRate.effective_on.desc(), FxRate.id.desc())
    )
    return [
        PublishedRate(r.base, r.quote, r.rate, r.effective_on, r.source) for r in session().scalars(newest)
    ]
