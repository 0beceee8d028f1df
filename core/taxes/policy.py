"""The tax of an amount. Pure; rounded once per line, half up."""

from core.kernel.money import Money, tax_inside, tax_on
from core.taxes.types import TaxLine, TaxRate


def tax_of(amount: Money, rate: TaxRate, *, included: bool) -> TaxLine:
    """Split a gross amount (`included`) into base and tax, or add tax to a net one."""
    if included:
        tax = tax_inside(amount, rate.rate_bp)
        return TaxLine(rate, amount - tax, tax, included)
    return TaxLine(rate, amount, tax_on(amount, rate.rate_bp), included)
