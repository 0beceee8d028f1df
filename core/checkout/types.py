from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from core.cart.types import CartDetail
from core.catalog.types import SellableVariant
from core.inventory.types import StockLocation
from core.kernel.ids import CartId, LocationId, MerchantId, VariantId
from core.kernel.money import Money
from core.kernel.places import Address
from core.merchants.types import MerchantFace
from core.orders.types import Firm
from core.pricing.types import Price
from core.sites.types import SiteDetail
from core.taxes.types import TaxLine


@dataclass(frozen=True, slots=True)
class Ask:
    """What a quote is asked for: where, in which language and currency, to which country and, if known, area."""

    site: SiteDetail
    language: str
    currency: str
    country: str
    today: date
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a shopper should know of a line: a code, and facts for its sentence."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """Units of a variant from one location; `unit` and `total` as the site shows prices."""

    variant: SellableVariant
    quantity: int
    price: Price
    total: Money
    tax: TaxLine

    @property
    def unit(self) -> Money:
        return self.price.amount


@dataclass(frozen=True, slots=True)
class ShippingChoice:
    """A method that can carry a group, priced as the site shows prices; `card_price` is the carrier's own, net.

    From goods of `free_over` on it costs nothing; rounded up to a whole unit, so that the promise always holds.
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
    is_free: bool
    free_over: Money | None = None
    handling_days: int = 0
    transit_days: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class QuoteGroup:
    """One merchant's goods from one location: these become one order."""

    merchant: MerchantFace
    location: StockLocation
    lines: tuple[QuoteLine, ...]
    choices: tuple[ShippingChoice, ...]
    chosen: ShippingChoice | None
    shipping_taxes: tuple[TaxLine, ...]
    goods: Money
    tax: Money
    total: Money

    @property
    def key(self) -> str:
        return f"{self.merchant.id}-{self.location.id}"


@dataclass(frozen=True, slots=True)
class CartRow:
    """A line of the cart as the shopper sees it, whether or not it can be bought as it is.

    In a flash sale `most` is what one shopper may have, and `pool_id` where the units come from.
    """

    variant: SellableVariant
    quantity: int
    unit: Money | None
    total: Money | None
    available: int
    notices: tuple[Notice, ...]
    can_buy: bool
    most: int | None = None
    pool_id: LocationId | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A computed, dated answer. Where prices include tax, tax is inside goods and shipping; else it comes on top."""

    ask: Ask
    rows: tuple[CartRow, ...]
    groups: tuple[QuoteGroup, ...]
    goods: Money
    shipping: Money
    tax: Money
    total: Money
    notices: tuple[Notice, ...]

    @property
    def can_place(self) -> bool:
        """Every row can be bought and every group can be sent."""
        return (
            bool(self.groups)
            and all(row.can_buy for row in self.rows)
            and all(group.chosen for group in self.groups)
        )

    @property
    def tax_lines(self) -> tuple[TaxLine, ...]:
        """Every tax line of goods and shipping."""
        return tuple(
            tax
            for group in self.groups
            for tax in (*(line.tax for line in group.lines), *group.shipping_taxes)
        )

    def fingerprint_parts(self) -> list[object]:
        """Give what makes this quote itself: lines, methods and amounts."""
        lines = [
            (group.key, line.variant.id, line.quantity, line.unit.minor)
            for group in self.groups
            for line in group.lines
        ]
        methods = [(group.key, group.chosen.service_code if group.chosen else "") for group in self.groups]
        return [self.ask.currency, lines, methods, self.total.minor]


@dataclass(frozen=True, slots=True)
class Gift:
    """Whether the goods are a present, so that no prices travel with them, and what to write to who gets it."""

    is_gift: bool = False
    note: str = ""


NO_GIFT = Gift()


@dataclass(frozen=True, slots=True)
class CheckoutDetail:
    """What a shopper entered on the way; `methods` maps a group's key to a service code.

    `firm` is who the invoice is made out to, where that is a company; `billing` where the invoice goes,
    where that is not `address`.
    """

    cart_id: CartId
    email: str
    address: Address | None
    methods: Mapping[str, str]
    key: str
    gift: Gift = NO_GIFT
    firm: Firm | None = None
    billing: Address | None = None

    @property
    def is_complete(self) -> bool:
        return self.address is not None and bool(self.email)


@dataclass(frozen=True, slots=True)
class Entered:
    """A cart and what was entered for it, as read together."""

    cart: CartDetail
    entered: CheckoutDetail | None


@dataclass(frozen=True, slots=True)
class Consent:
    """Which version of a text somebody agreed to, in which language and when (UTC)."""

    document: str
    version: str
    language: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """The answer to placing: the purchase's number, its payment, and whether it was placed before."""

    number: str
    payment_id: int
    payment_token: str
    is_repeat: bool


GroupKey = tuple[MerchantId, LocationId]
Quantities = Mapping[VariantId, int]
