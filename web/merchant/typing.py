"""What members type into number fields."""

from decimal import Decimal, InvalidOperation

from flask import request

from core.kernel.money import Money

MOST = 10_000_000


def decimal_of(name: str) -> Decimal | None:
    """Read a number from a form, with a point or a comma; None where it is none, or absurd."""
    try:
        value = Decimal(request.form.get(name, "").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) <= MOST else None


def amount_of(name: str, currency: str) -> Money | None:
    """Read an amount in a currency; None where it is none, or absurd."""
    value = decimal_of(name)
    return None if value is None else Money.of(value, currency)
