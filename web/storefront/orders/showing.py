from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.fulfillment import queries as parcels
from core.invoices import queries as invoices
from core.invoices.types import InvoiceCard
from core.kernel import clock
from core.kernel.places import Address, spaced_phone
from core.merchants.types import MerchantFace
from core.orders import queries as orders
from core.orders.types import LineSnapshot, OrderDetail, OrderState, PurchaseDetail, PurchaseState
from core.payments import queries as payments
from core.payments.types import PaymentDetail, PaymentState, RefundDetail
from core.returns import queries as returns
from core.returns.types import ReturnDetail, ReturnState, Window
from web.shared import filters
from web.shared.pages import href, in_my_language
from web.shared.respond import respond
from web.shared.site import current_chain
from web.storefront.cart.page import ship_from
from web.storefront.lines import Pictures, ShownLine, pictures_of
from web.storefront.orders.timeline import timeline_of
from web.storefront.paying.ways import preferred, ways_to_pay
from web.storefront.totals import Totals, totals_of_order, totals_of_purchase
from web.storefront.tracking.page import ParcelStanding, standing_of

LONG_MINUTES = 90
THANKS_LAST = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Status:
    """How a purchase stands, in one sentence; `is_pending` pages look again by themselves."""

    tone: str
    sentence: str
    pay_token: str = ""
    is_pending: bool = False
    came_to_nothing: bool = False


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """One order of a purchase, as its page shows it."""

    detail: OrderDetail
    merchant_href: str
    ship_from: str
    lines: list[ShownLine]
    arrives: str
    totals: Totals
    timeline: list[dict[str, Any]]
    refunds: list[RefundDetail]
    parcels: list[ParcelStanding]
    papers: list[InvoiceCard]
    returns: list[ReturnDetail]
    window: Window | None
    can_return: bool
    is_business: bool

    @property
    def anchor(self) -> str:
        return f"cancel-{self.detail.id}"


def show_purchase(purchase: PurchaseDetail, *, problem: str = "", status: int = 200) -> Response:
    """Answer with the page of a purchase."""
    paid_by = payments.list_payments_of(purchase.id)
    standing = _standing(purchase, paid_by[-1] if paid_by else None)
    ways = ways_to_pay(purchase.total) if standing.pay_token else []
    return respond(
        "storefront/orders/order.html",
        fragment="storefront/orders/_order_swap.html",
        status=status,
        purchase=purchase,
        shown=_shown(purchase, paid_by),
        totals=totals_of_purchase(purchase),
        address=_lines(purchase.address),
        billing=_lines(purchase.billing) if purchase.billing else [],
        phone=spaced_phone(purchase.address.phone),
        standing=standing,
        ways=ways,
        way=preferred(ways, paid_by[-1].gateway if paid_by else ""),
        problem=problem,
        personal=True,
    )


def _lines(address: Address) -> list[str]:
    return [*address.lines(), filters.country(address.country)]


def _shown(purchase: PurchaseDetail, paid_by: Sequence[PaymentDetail]) -> list[ShownOrder]:
    pictures = pictures_of(line.media_id for order in purchase.orders for line in order.lines)
    faces = orders.list_sellers(purchase, current_chain())
    refunds = payments.list_refunds_of(purchase.id) if any(payment.refunded for payment in paid_by) else []
    ids = [order.id for order in purchase.orders]
    sent, papers, returned = (
        parcels.list_parcels_of(ids), invoices.list_invoices_of(ids), returns.list_returns_of_orders(ids)
    )  # fmt: skip
    windows = {order.id: returns.find_window(order, purchase) for order in purchase.orders}
    return [
        ShownOrder(
            detail=order,
            merchant_href=_store(faces.get(order.merchant_id)),
            ship_from=ship_from(in_my_language(order.location_names), order.location_country),
            lines=[line_of(line, pictures) for line in order.lines],
            arrives=filters.days_between(order.shipping.arrives_from, order.shipping.arrives_to),
            totals=totals_of_order(order, purchase),
            timeline=timeline_of(order),
            refunds=[refund for refund in refunds if refund.cause.startswith(f"order:{order.id}:")],
            parcels=[standing_of(parcel) for parcel in sent[order.id]],
            papers=papers[order.id],
            returns=returned[order.id],
            window=windows[order.id],
            can_return=_can_return(order, windows[order.id], returned[order.id]),
            is_business=purchase.paid_at is not None,
        )
        for order in purchase.orders
    ]


def _can_return(order: OrderDetail, window: Window | None, returned: list[ReturnDetail]) -> bool:
    """Say whether anything is left to be sent back, and time for it."""
    going = sum(line.quantity for one in returned if one.state != ReturnState.WITHDRAWN for line in one.lines)
    return window is not None and window.is_open and going < order.units


def line_of(line: LineSnapshot, pictures: Pictures) -> ShownLine:
    """Show a line as it was sold, in the reader's language."""
    return ShownLine(
        id=str(line.id),
        title=in_my_language(line.titles),
        label=in_my_language(line.labels),
        href=href("catalog.product", slug=line.slug, variant=line.variant_id) if line.slug else "",
        picture=pictures.get(line.media_id) if line.media_id else None,
        unit=line.unit,
        total=line.total,
        count=line.quantity,
    )


def _store(face: MerchantFace | None) -> str:
    return href("catalog.store", slug=face.slug) if face else ""


def _standing(purchase: PurchaseDetail, payment: PaymentDetail | None) -> Status:
    if purchase.state == PurchaseState.PLACED:
        return _unpaid(purchase, payment)
    if purchase.state == PurchaseState.PAID:
        return Status("success", _how_far(purchase))
    if purchase.state == PurchaseState.EXPIRED:
        sentence = _("This order was not paid in time, so its goods are free for others again.")
        return Status("warning", sentence, came_to_nothing=True)
    return Status("info", _("This order is canceled."), came_to_nothing=True)


def _how_far(purchase: PurchaseDetail) -> str:
    """Say how a paid purchase stands: thanks at first, then what goes on."""
    states = {order.state for order in purchase.orders} - {OrderState.CANCELED}
    if states == {OrderState.DELIVERED}:
        return _("Everything has arrived. We hope you like it.")
    if states & {OrderState.SHIPPED, OrderState.DELIVERED}:
        return _("Your goods are on their way. Follow each parcel below.")
    if clock.now() - purchase.placed_at > THANKS_LAST:
        return _("The merchants are getting your goods ready. We write to you when they are on their way.")
    return _("Thank you. A confirmation is on its way to %(email)s.", email=purchase.email)


def _unpaid(purchase: PurchaseDetail, payment: PaymentDetail | None) -> Status:
    token = payment.token if payment else ""
    state = payment.state if payment else None
    if state in {PaymentState.PENDING, PaymentState.AUTHORIZED, PaymentState.CAPTURED}:
        sentence = _("Your payment is on its way. This page shows it as soon as it has arrived.")
        return Status("info", sentence, is_pending=True)
    if state == PaymentState.DECLINED:
        sentence = _("Your payment was declined and nothing was taken. You can try again.")
        return Status("danger", sentence, pay_token=token)
    return Status("warning", _kept_for(purchase), pay_token=token)


def _kept_for(purchase: PurchaseDetail) -> str:
    minutes = max(1, round((purchase.expires_at - clock.now()).total_seconds() / 60))
    if minutes > LONG_MINUTES:
        return _("This order waits for its payment until %(time)s.", time=filters.moment(purchase.expires_at))
    return ngettext(
        "This order waits for its payment for one more minute.",
        "This order waits for its payment for %(num)s more minutes.",
        minutes,
    )
