from datetime import date
from decimal import Decimal

from core.fx import service
from core.fx.types import PublishedRate

DAY = date(2020, 1, 2)
FOR_ONE_EURO = {
    "USD": "1.25",
    "GBP": "0.80",
    "CHF": "0.95",
    "PLN": "4.25",
    "RUB": "100",
    "JPY": "160",
    "KWD": "0.375",
}


def make_rates(rates: dict[str, str] | None = None, *, on: date = DAY, source: str = "tests") -> None:
    """Record round rates for one euro. The caller opens the transaction."""
    service.record_rates(
        [
            PublishedRate("EUR", currency, Decimal(rate), on, source)
            for currency, rate in (rates or FOR_ONE_EURO).items()
        ]
    )
