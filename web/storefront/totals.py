"""What it all comes to: the rows of a summary, for quotes and for what was placed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from core.checkout.types import Quote
from core.kernel.money import Money
from core.orders.types import OrderDetail, PurchaseDetail
from web.shared import filters


@dataclass(frozen=True, slots=True)
class Totals:
    """What `components/summary.html` draws."""

    lines: list[dict[str, Any]]
    tax_lines: list[dict[str, Any]]
    tax_included: bool
    total: Money
    note: str


@dataclass(frozen=True, slots=True)
class _Tax:
    rate_bp: int
    reason: str
    base: Money
    tax: Money
    included: bool


def totals_of_quote(quote: Quote, *, is_estimate: bool) -> Totals:
    """Sum up a quote; an estimate says which country its shipping and tax are for."""
    taxes = [
        _Tax(tax.rate.rate_bp, tax.rate.reason, tax.base, tax.tax, tax.included) for tax in quote.tax_lines
    ]
    shipping = _shipping_of_quote(quote, is_estimate=is_estimate)
    return _totals(quote.goods, shipping, taxes, quote.total, included=quote.ask.site.prices_include_tax)


def totals_of_purchase(purchase: PurchaseDetail) -> Totals:
    """Sum up a purchase as it was placed."""
    return _placed(purchase.goods, purchase.shipping, purchase.orders, purchase.total, purchase)


def totals_of_order(order: OrderDetail, purchase: PurchaseDetail) -> Totals:
    """Sum up one order of a purchase."""
    return _placed(order.goods, order.shipping.price, [order], order.total, purchase)


def _placed(
    goods: Money, shipping: Money, orders: Iterable[OrderDetail], total: Money, purchase: PurchaseDetail
) -> Totals:
    taxes = [
        _Tax(row.rate_bp, row.reason, row.base, row.tax, row.included)
        for order in orders
        for row in order.taxes
    ]
    line = {"label": _("Shipping"), "value": shipping, "text": "" if shipping else _("Free")}
    return _totals(goods, line, taxes, total, included=purchase.prices_include_tax)


def _totals(
    goods: Money, shipping: dict[str, Any], taxes: list[_Tax], total: Money, *, included: bool
) -> Totals:
    together = _by_rate(taxes)
    return Totals(
        lines=[{"label": _("Goods"), "value": goods}, shipping],
        tax_lines=[_tax_line(tax) for tax in together if tax.rate_bp],
        tax_included=included,
        total=total,
        note=_untaxed(together),
    )


def _shipping_of_quote(quote: Quote, *, is_estimate: bool) -> dict[str, Any]:
    country = filters.country(quote.ask.country)
    line: dict[str, Any] = {
        "label": _("Shipping to %(country)s", country=country),
        "note": _("Estimate with the cheapest method") if is_estimate else "",
        "value": quote.shipping,
    }
    if any(group.chosen is None for group in quote.groups):
        return line | {"text": _("not available")}
    return line | {"text": "" if quote.shipping else _("Free")}


def _by_rate(taxes: Iterable[_Tax]) -> list[_Tax]:
    """Join the tax of goods and shipping at the same rate; nothing is rounded anew."""
    found: dict[tuple[int, str], _Tax] = {}
    for tax in taxes:
        key = (tax.rate_bp, tax.reason)
        before = found.get(key)
        found[key] = (
            tax if before is None else _Tax(*key, before.base + tax.base, before.tax + tax.tax, tax.included)
        )
    return sorted(found.values(), key=lambda tax: -tax.rate_bp)


def _tax_line(tax: _Tax) -> dict[str, Any]:
    rate = filters.percent(tax.rate_bp)
    label = _("Includes %(rate)s tax", rate=rate) if tax.included else _("Tax at %(rate)s", rate=rate)
    return {"label": label, "value": tax.tax, "note": _("on %(amount)s", amount=filters.money(tax.base))}


def _untaxed(taxes: Iterable[_Tax]) -> str:
    reasons = {tax.reason for tax in taxes if not tax.rate_bp}
    if reasons & {"not_collected", "export"}:
        return _("No tax is charged here. Import tax, where it is due, is paid on arrival.")
    if "no_tax" in reasons:
        return _("This country charges no tax on these goods.")
    return ""
