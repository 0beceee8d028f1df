"""The recalculation pipeline: what a cart costs, and why.

One ordered list of steps makes every quote, for the cart page, each step of checkout and placing itself:
gather → price → source → ship → tax → total. Promotions and points will stand between ship and tax.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from core.cart.types import CartLine
from core.catalog import queries as catalog
from core.catalog.types import SellableVariant
from core.checkout.types import Ask, CartRow, GroupKey, Notice, Quote, QuoteGroup, QuoteLine, ShippingChoice
from core.flash_sales import queries as flash_sales
from core.fx import queries as fx
from core.fx.types import FxQuote
from core.inventory import queries as inventory
from core.inventory.types import StockLevel, StockLocation
from core.kernel.ids import LocationId, MerchantId, VariantId
from core.kernel.money import BASIS_POINTS, Money, convert, round_price, round_shipping, total
from core.logistics import queries as logistics
from core.logistics.types import Piece, RateCard, ShippingOffer
from core.merchants import queries as merchants
from core.merchants.types import MerchantFace
from core.platform import reference
from core.pricing import queries as pricing
from core.pricing.types import Price
from core.taxes import queries as taxes
from core.taxes.types import TaxLine, TaxRate

FEW = 5


@dataclass
class _Sheet:
    """What the steps have worked out so far."""

    ask: Ask
    lines: Sequence[CartLine]
    methods: Mapping[str, str]
    variants: Mapping[VariantId, SellableVariant] = field(default_factory=dict)
    prices: Mapping[VariantId, Price] = field(default_factory=dict)
    levels: Mapping[VariantId, list[StockLevel]] = field(default_factory=dict)
    limits: Mapping[LocationId, int] = field(default_factory=dict)
    faces: Mapping[MerchantId, MerchantFace] = field(default_factory=dict)
    locations: Mapping[LocationId, StockLocation] = field(default_factory=dict)
    excluded: set[str] = field(default_factory=set)
    rows: list[CartRow] = field(default_factory=list)
    parts: dict[GroupKey, list[tuple[SellableVariant, Price, int]]] = field(default_factory=dict)
    choices: dict[GroupKey, tuple[ShippingChoice, ...]] = field(default_factory=dict)
    rates: Mapping[str, TaxRate] = field(default_factory=dict)
    quotes: dict[tuple[str, str], FxQuote] = field(default_factory=dict)

    def fx_quote(self, base: str, quote: str) -> FxQuote:
        """Give the rate from one currency to another, read once per sheet."""
        if (base, quote) not in self.quotes:
            self.quotes[base, quote] = fx.get_quote(base, quote, self.ask.today)
        return self.quotes[base, quote]


def quote(ask: Ask, lines: Sequence[CartLine], methods: Mapping[str, str] | None = None) -> Quote:
    """Compute what the lines cost on the site, in the currency, sent to the country; `methods` by group key.

    Rows that can't be bought as they are carry notices and are in no group. Where no method is chosen for a
    group, the cheapest stands in.
    """
    sheet = _Sheet(ask, lines, methods or {})
    with reference.proven():
        for step in (_gather, _price, _source, _ship, _tax):
            step(sheet)
    return _total(sheet)


def list_ways(ask: Ask, place: LocationId, piece: Piece, goods: Money) -> tuple[ShippingChoice, ...]:
    """List the ways that pieces of a value travel from a place, the cheapest first, priced as a cart would say.

    Reads reference data alone, so it costs a page that shows it no statement; raises RateMissing.
    """
    sheet = _Sheet(ask, (), {})
    with reference.proven():
        chain = ask.site.chain(ask.language)
        cards = logistics.list_cards({place}, ask.country, chain, on=ask.today, postal_code=ask.postal_code)
        return _choices(sheet, cards.get(place, []), [piece], goods, _tax_in_shown_prices(sheet))


def _gather(sheet: _Sheet) -> None:
    site, chain = sheet.ask.site, sheet.ask.site.chain(sheet.ask.language)
    ids = [line.variant_id for line in sheet.lines]
    sheet.variants = catalog.list_variants(ids, chain)
    sheet.prices = pricing.list_prices(site.id, sheet.ask.currency, ids)
    sheet.levels = inventory.list_levels(ids, site.id)
    sheet.limits = flash_sales.list_limits(_pools(sheet)) if any(_pools(sheet)) else {}
    sheet.faces = merchants.list_by_ids({variant.merchant_id for variant in sheet.variants.values()}, chain)
    sheet.locations = inventory.list_locations(chain)
    sheet.excluded = catalog.list_codes_below(site.excluded_categories) if site.excluded_categories else set()


def _pools(sheet: _Sheet) -> list[LocationId]:
    return [level.pool_id for levels in sheet.levels.values() for level in levels if level.pool_id]


def _pool_of(sheet: _Sheet, variant_id: VariantId) -> LocationId | None:
    """Give the pool that a variant is sold from, if any: then it is its only level."""
    return next((level.pool_id for level in sheet.levels.get(variant_id, [])), None)


def _price(sheet: _Sheet) -> None:
    for line in sheet.lines:
        variant = sheet.variants.get(line.variant_id)
        if variant is not None:
            sheet.rows.append(_row(sheet, line, variant))


def _row(sheet: _Sheet, line: CartLine, variant: SellableVariant) -> CartRow:
    price = sheet.prices.get(variant.id)
    is_sold_here = _is_sold_here(sheet, variant) and price is not None
    available = sum(level.available for level in sheet.levels.get(variant.id, [])) if is_sold_here else 0
    pool_id = _pool_of(sheet, variant.id)
    most = sheet.limits.get(pool_id) if pool_id else None
    notices = _notices(line, price, is_sold_here, available)
    if most is not None and line.quantity > most and is_sold_here:
        notices = (*notices, Notice("limited", {"most": most}))
    unit = price.amount if price and is_sold_here else None
    return CartRow(
        variant=variant,
        quantity=line.quantity,
        unit=unit,
        total=unit * line.quantity if unit else None,
        available=available,
        notices=notices,
        can_buy=is_sold_here and available >= line.quantity and line.quantity <= (most or line.quantity),
        most=most,
        pool_id=pool_id,
    )


def _is_sold_here(sheet: _Sheet, variant: SellableVariant) -> bool:
    face = sheet.faces.get(variant.merchant_id)
    return (
        variant.is_live
        and face is not None
        and face.code not in sheet.ask.site.excluded_merchants
        and variant.category_code not in sheet.excluded
    )


def _notices(line: CartLine, price: Price | None, is_sold_here: bool, available: int) -> tuple[Notice, ...]:
    if not is_sold_here or price is None:
        return (Notice("gone"),)
    notices = []
    if available < line.quantity:
        notices.append(Notice("short", {"available": available}) if available else Notice("sold_out"))
    if line.seen is not None and line.seen.currency != price.amount.currency:
        notices.append(Notice("repriced", {"before": line.seen, "now": price.amount}))
    elif line.seen is not None and line.seen != price.amount:
        notices.append(Notice("price_changed", {"before": line.seen, "now": price.amount}))
    return tuple(notices)


def _source(sheet: _Sheet) -> None:
    for row in sheet.rows:
        if row.can_buy:
            for location_id, quantity in inventory.choose_sources(row.quantity, sheet.levels[row.variant.id]):
                part = (row.variant, sheet.prices[row.variant.id], quantity)
                sheet.parts.setdefault((row.variant.merchant_id, location_id), []).append(part)


def _ship(sheet: _Sheet) -> None:
    chain = sheet.ask.site.chain(sheet.ask.language)
    cards = logistics.list_cards(
        {location_id for _, location_id in sheet.parts},
        sheet.ask.country,
        chain,
        on=sheet.ask.today,
        postal_code=sheet.ask.postal_code,
    )
    tax_bp = _tax_in_shown_prices(sheet)
    for key, parts in sheet.parts.items():
        served = cards.get(key[1], [])
        pieces = [Piece(variant.weight_g, variant.dimensions_mm, quantity) for variant, _, quantity in parts]
        goods = total((price.amount * quantity for _, price, quantity in parts), sheet.ask.currency)
        sheet.choices[key] = _choices(sheet, served, pieces, goods, tax_bp)


def _choices(
    sheet: _Sheet, served: Sequence[RateCard], pieces: Sequence[Piece], goods: Money, tax_bp: int
) -> tuple[ShippingChoice, ...]:
    offers = logistics.offers(served, pieces, _in_currencies(sheet, goods, served), sheet.ask.today)
    choices = [_choice(sheet, offer, tax_bp) for offer in offers]
    return tuple(sorted(choices, key=lambda choice: (choice.price.minor, choice.arrives_to)))


def _tax_in_shown_prices(sheet: _Sheet) -> int:
    site = sheet.ask.site
    if not site.prices_include_tax:
        return 0
    return taxes.list_rates(site.tax_country, [taxes.STANDARD], sheet.ask.today)[taxes.STANDARD].rate_bp


def _in_currencies(sheet: _Sheet, goods: Money, cards: Sequence[RateCard]) -> dict[str, Money]:
    currencies = {card.currency for card in cards}
    rates = {currency: sheet.fx_quote(goods.currency, currency).rate for currency in currencies}
    return {
        currency: round_price(convert(goods, rate, currency), currency) for currency, rate in rates.items()
    }


def _choice(sheet: _Sheet, offer: ShippingOffer, tax_bp: int) -> ShippingChoice:
    currency = sheet.ask.currency
    rate = sheet.fx_quote(offer.price.currency, currency)
    shown = convert(offer.price, rate.rate, currency) * (BASIS_POINTS + tax_bp) / Decimal(BASIS_POINTS)
    return ShippingChoice(
        service_code=offer.service_code,
        carrier=offer.carrier,
        name=offer.name,
        names=offer.names,
        price=round_shipping(shown, currency),
        card_price=offer.price,
        fx=rate.as_text(),
        chargeable_g=offer.chargeable_g,
        arrives_from=offer.arrives_from,
        arrives_to=offer.arrives_to,
        is_free=offer.is_free,
        free_over=_threshold(sheet, offer.free_over),
        handling_days=offer.handling_days,
        transit_days=offer.transit_days,
    )


def _threshold(sheet: _Sheet, threshold: Money | None) -> Money | None:
    """Say in the shopper's currency from which goods on sending is free, in whole units and never too low."""
    if threshold is None:
        return None
    currency = sheet.ask.currency
    rate = sheet.fx_quote(currency, threshold.currency).rate
    whole = (threshold.decimal / rate).to_integral_value(ROUND_CEILING)
    return Money.of(whole, currency)


def _tax(sheet: _Sheet) -> None:
    categories = {variant.tax_category for parts in sheet.parts.values() for variant, _, _ in parts}
    sheet.rates = taxes.list_rates(sheet.ask.country, categories, sheet.ask.today)


def _total(sheet: _Sheet) -> Quote:
    currency = sheet.ask.currency
    groups = tuple(_group(sheet, key) for key in sorted(sheet.parts))
    return Quote(
        ask=sheet.ask,
        rows=tuple(sheet.rows),
        groups=groups,
        goods=total((group.goods for group in groups), currency),
        shipping=total((group.chosen.price for group in groups if group.chosen), currency),
        tax=total((group.tax for group in groups), currency),
        total=total((group.total for group in groups), currency),
        notices=tuple(
            Notice("not_served", {"merchant": group.merchant.name}) for group in groups if not group.chosen
        ),
    )


def _group(sheet: _Sheet, key: GroupKey) -> QuoteGroup:
    currency, included = sheet.ask.currency, sheet.ask.site.prices_include_tax
    lines = tuple(_line(sheet, variant, price, quantity) for variant, price, quantity in sheet.parts[key])
    chosen = _chosen(sheet, key)
    shipping = chosen.price if chosen else Money.zero(currency)
    shipping_taxes = _shipping_taxes(shipping, lines, included=included)
    goods = total((line.total for line in lines), currency)
    tax = total([line.tax.tax for line in lines] + [part.tax for part in shipping_taxes], currency)
    return QuoteGroup(
        merchant=sheet.faces[key[0]],
        location=sheet.locations[key[1]],
        lines=lines,
        choices=sheet.choices[key],
        chosen=chosen,
        shipping_taxes=shipping_taxes,
        goods=goods,
        tax=tax,
        total=goods + shipping + (Money.zero(currency) if included else tax),
    )


def _chosen(sheet: _Sheet, key: GroupKey) -> ShippingChoice | None:
    choices = sheet.choices[key]
    wanted = sheet.methods.get(f"{key[0]}-{key[1]}")
    return next((choice for choice in choices if choice.service_code == wanted), next(iter(choices), None))


def _line(sheet: _Sheet, variant: SellableVariant, price: Price, quantity: int) -> QuoteLine:
    line_total = price.amount * quantity
    tax = taxes.tax_of(
        line_total, sheet.rates[variant.tax_category], included=sheet.ask.site.prices_include_tax
    )
    return QuoteLine(variant, quantity, price, line_total, tax)


def _shipping_taxes(shipping: Money, lines: Sequence[QuoteLine], *, included: bool) -> tuple[TaxLine, ...]:
    """Tax shipping as the goods it carries: split over their rates by value, each part taxed on its own."""
    by_rate: dict[TaxRate, int] = {}
    for line in lines:
        by_rate[line.tax.rate] = by_rate.get(line.tax.rate, 0) + line.total.minor
    parts = shipping.split(list(by_rate.values()))
    return tuple(
        taxes.tax_of(part, rate, included=included) for rate, part in zip(by_rate, parts, strict=True)
    )
