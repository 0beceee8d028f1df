from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.kernel.ids import (
    AccountId,
    CartId,
    LocationId,
    MediaId,
    MerchantId,
    OrderId,
    OrderLineId,
    ProductId,
    PurchaseId,
    SiteId,
    VariantId,
)
from core.kernel.money import Money
from core.kernel.places import Address


class PurchaseState(StrEnum):
    PLACED = "placed"
    PAID = "paid"
    EXPIRED = "expired"
    CANCELED = "canceled"


class OrderState(StrEnum):
    PLACED = "placed"
    PAID = "paid"
    FULFILLING = "fulfilling"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    EXPIRED = "expired"
    CANCELED = "canceled"


UNSAVED = OrderLineId(0)


@dataclass(frozen=True, slots=True)
class TaxRow:
    """A tax line of an order: base + tax = gross, at a rate in basis points."""

    kind: str
    country: str
    category: str
    rate_bp: int
    base: Money
    tax: Money
    included: bool
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class LineSnapshot:
    """A variant as it was sold; `title` and `label` in the order's language, `titles` and `labels` in every one.

    `price_fx` and `price_rule` keep how the price came about.
    """

    variant_id: VariantId
    product_id: ProductId
    sku: str
    title: str
    titles: Mapping[str, str]
    label: str
    labels: Mapping[str, str]
    slug: str
    media_id: MediaId | None
    quantity: int
    unit: Money
    total: Money
    weight_g: int
    dimensions_mm: tuple[int, int, int]
    hs_code: str
    origin: str
    price_origin: str
    price_fx: str
    price_rule: str
    id: OrderLineId = UNSAVED


@dataclass(frozen=True, slots=True)
class ShippingSnapshot:
    """The shipping service as chosen; `name` is in the order's language, `names` in every one.

    `card_price` is net in the card's currency, `fx` the rate to the order's.
    """

    service_code: str
    carrier: str
    name: str
    names: Mapping[str, str]
    price: Money
    card_price: Money
    fx: str
    chargeable_g: int
    arrives_from: date
    arrives_to: date


@dataclass(frozen=True, slots=True)
class NewOrder:
    """One merchant's part of a purchase, from one stock location."""

    merchant_id: MerchantId
    merchant_name: str
    location_id: LocationId
    location_name: str
    location_names: Mapping[str, str]
    location_country: str
    lines: Sequence[LineSnapshot]
    shipping: ShippingSnapshot
    taxes: Sequence[TaxRow]
    goods: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True)
class Firm:
    """The company an invoice is made out to; `vat_number` is empty or valid in `country`, without spaces."""

    name: str
    country: str
    vat_number: str

    def as_dict(self) -> dict[str, str]:
        return {"name": self.name, "country": self.country, "vat_number": self.vat_number}


@dataclass(frozen=True, slots=True)
class NewPurchase:
    """Everything of a purchase at the moment it is placed; amounts in one currency.

    `billing` is where the invoice goes, where that is not `address`.
    """

    site_id: SiteId
    cart_id: CartId
    account_id: AccountId | None
    email: str
    language: str
    currency: str
    address: Address
    prices_include_tax: bool
    orders: Sequence[NewOrder]
    goods: Money
    shipping: Money
    tax: Money
    total: Money
    idempotency_key: str
    fingerprint: str
    expires_at: datetime
    is_gift: bool = False
    gift_note: str = ""
    firm: Firm | None = None
    billing: Address | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A step in the life of an order: the move, when (UTC) and by what kind of person."""

    at: datetime
    move: str
    state: str
    actor_kind: str
    actor_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """An order with its lines, taxes, shipping and history."""

    id: OrderId
    purchase_id: PurchaseId
    number: str
    state: OrderState
    version: int
    merchant_id: MerchantId
    merchant_name: str
    location_id: LocationId
    location_name: str
    location_names: Mapping[str, str]
    location_country: str
    lines: tuple[LineSnapshot, ...]
    shipping: ShippingSnapshot
    taxes: tuple[TaxRow, ...]
    goods: Money
    tax: Money
    total: Money
    refunded: Money
    placed_at: datetime
    history: tuple[HistoryEntry, ...]
    can_cancel: bool

    @property
    def purchase_number(self) -> str:
        """Give the number of its purchase, which its own begins with."""
        return self.number.rpartition("-")[0]

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class PurchaseDetail:
    """A purchase with its orders, as the shopper sees it; a gift's packing slip shows no prices."""

    id: PurchaseId
    number: str
    site_id: SiteId
    cart_id: CartId
    account_id: AccountId | None
    email: str
    language: str
    currency: str
    state: PurchaseState
    address: Address
    prices_include_tax: bool
    goods: Money
    shipping: Money
    tax: Money
    total: Money
    placed_at: datetime
    paid_at: datetime | None
    expires_at: datetime
    fingerprint: str
    orders: tuple[OrderDetail, ...]
    is_gift: bool = False
    gift_note: str = ""
    firm: Firm | None = None
    billing: Address | None = None

    @property
    def taxes(self) -> tuple[TaxRow, ...]:
        return tuple(row for order in self.orders for row in order.taxes)

    @property
    def billed_to(self) -> Address:
        """Give the address that stands on the invoice."""
        return self.billing or self.address


@dataclass(frozen=True, slots=True)
class PurchaseStanding:
    """How a purchase stands, without what is in it."""

    number: str
    state: PurchaseState
    email: str
    cart_id: CartId


@dataclass(frozen=True, slots=True)
class GiftOfOrder:
    """What a shopper asked to be put into the parcel, and whether prices are to be left out of it."""

    is_gift: bool
    note: str


@dataclass(frozen=True, slots=True)
class PurchaseCard:
    """A purchase in a list; `states` are those of its orders, each once, in the order of their lives."""

    number: str
    state: PurchaseState
    total: Money
    placed_at: datetime
    email: str
    site_id: SiteId
    orders: int
    titles: tuple[str, ...]
    states: tuple[OrderState, ...]


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order in a merchant's or operator's list."""

    number: str
    state: OrderState
    merchant_name: str
    location_name: str
    location_names: Mapping[str, str]
    country: str
    units: int
    total: Money
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class PlacedPurchase:
    """What placing gives back: the number and the id of each new line, by order and place in it."""

    id: PurchaseId
    number: str
    line_ids: tuple[tuple[OrderLineId, ...], ...]


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """A line of a shopper's order, with what is to be known of the order; `country` is where it was sent."""

    line: LineSnapshot
    order_id: OrderId
    order_number: str
    state: OrderState
    merchant_id: MerchantId
    site_id: SiteId
    country: str
    placed_at: datetime
