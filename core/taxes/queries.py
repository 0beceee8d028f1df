from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from core.platform import reference
from core.platform.db import session
from core.taxes import policy
from core.taxes.models import Rate
from core.taxes.types import TaxRate

STANDARD = "standard"

tax_of = policy.tax_of


def list_rates(country: str, categories: Iterable[str], on: date) -> dict[str, TaxRate]:
    """Give the rate of each tax category in a country on a day.

    A category the country has no rate for takes the standard one; a country without any takes none, with
    the reason "export". Kept as reference data.
    """
    asked = (country, frozenset(categories), on)
    return reference.kept(("tax_rates",), ("rates", *asked), lambda: _read_rates(*asked))


def _read_rates(country: str, wanted: frozenset[str], on: date) -> dict[str, TaxRate]:
    rows = session().scalars(
        select(Rate)
        .where(
            Rate.country == country,
            Rate.category.in_({*wanted, STANDARD}),
            Rate.valid_from <= on,
            (Rate.valid_to.is_(None)) | (Rate.valid_to >= on),
        )
        .order_by(Rate.valid_from)
    )
    found = {
        row.category: TaxRate(row.country, row.category, row.rate_bp, row.source, row.reason) for row in rows
    }
    usual = found.get(STANDARD, TaxRate(country, STANDARD, 0, "", "export"))
    return {category: found.get(category, usual) for category in wanted}
