"""What happens after what.

Each fact has the reactions and jobs that follow it. A reaction is short and touches only the database: the
relay calls it in the transaction that marks its delivery done. A job is slow or touches the network: the
relay hands it to a queue. Both are told at least once and take effect once.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from core.accounts.events import (
    AccountDeleted,
    AccountExistsTold,
    AccountRegistered,
    DeletionAsked,
    DeletionTakenBack,
    EmailChangeAsked,
    EmailChanged,
    EmailChangeUndone,
    EmailVerified,
    PasswordChanged,
    PasswordResetAsked,
    SecondStepChanged,
)
from core.alerts import reactions as alerts
from core.alerts.events import AlertAsked, AlertDue
from core.cart import reactions as carts
from core.catalog.events import (
    AttributeChanged,
    BarcodeChanged,
    BrandChanged,
    CategoryChanged,
    ProductChanged,
    ProductListed,
    ProductPublished,
    ProductTakenOffline,
)
from core.checkout import reactions as checkout
from core.content.events import ContentChanged
from core.flash_sales import reactions as flash_sales
from core.flash_sales.events import UnitsReturned
from core.fulfillment import reactions as fulfillment
from core.fulfillment.events import ParcelHandedOver, ParcelOutForDelivery
from core.fx.events import RatesImported
from core.inventory.events import AvailabilityChanged
from core.invoices import reactions as invoices
from core.invoices.events import InvoiceIssued
from core.kernel.event import Event
from core.logistics.events import TariffsChanged, TrackingMoved
from core.media.events import PictureAccepted, PictureDrawn
from core.merchants.events import MerchantChanged, MerchantOpened
from core.messaging import reactions as messaging
from core.messaging.events import ConversationReported, MessageSent
from core.notifications import reactions as notifications
from core.notifications.events import MailWritten
from core.orders import reactions as orders
from core.orders.events import (
    OrderCanceled,
    OrderDelivered,
    OrderShipped,
    PurchaseExpired,
    PurchasePaid,
    PurchasePlaced,
    PurchasesAdopted,
)
from core.payments.events import (
    GatewayWordReceived,
    PaymentAbandoned,
    PaymentCaptured,
    PaymentDeclined,
    RefundRequested,
    RefundSucceeded,
)
from core.payments.gateways.sandbox.events import SandboxWebhookWritten
from core.pricing.events import BasePriceSet, PricesChanged
from core.privacy.events import DataExportAsked, DataExportMade
from core.promotions.events import CouponsClaimed
from core.publishing import reactions as publishing
from core.returns import reactions as returns
from core.returns.events import ReturnRequested, ReturnWithdrawn
from core.reviews import reactions as reviews
from core.reviews.events import (
    ProductRatingChanged,
    QuestionAnswered,
    QuestionPublished,
    QuestionRejected,
    ReviewDecided,
    ReviewReplied,
    ReviewsChanged,
)
from core.search import reactions as search
from core.search.events import ListingsChanged
from core.switches.events import SwitchChanged
from core.taxes import reactions as taxes
from core.wishlists import reactions as wishlists
from workers import documents, images, mail, parcels, payments, privacy, rates
from workers import flash_sales as sales
from workers import returns as returned
from workers.failures import UnknownSubscriber
from workers.job import Job, name_of

Subscriber = Callable[[Any], Any] | Job

SUBSCRIPTIONS: Mapping[type[Event], Sequence[Subscriber]] = {
    # Accounts
    AccountRegistered: [notifications.ask_owner_to_verify],
    AccountExistsTold: [notifications.tell_owner_account_exists],
    PasswordResetAsked: [notifications.send_reset_link],
    EmailVerified: [orders.adopt_guest_purchases_of_verified_account],
    EmailChangeAsked: [notifications.ask_new_mailbox_to_confirm],
    EmailChanged: [notifications.tell_old_mailbox],
    EmailChangeUndone: [notifications.bring_choices_back],
    PasswordChanged: [notifications.tell_password_was_changed],
    SecondStepChanged: [notifications.tell_second_step_was_changed],
    DeletionAsked: [notifications.confirm_deletion_was_asked],
    DeletionTakenBack: [notifications.tell_account_stays],
    PurchasesAdopted: [returns.adopt_returns_of_adopted_purchases],
    AccountDeleted: [
        notifications.forget_deleted_account,
        carts.drop_carts_of_deleted_account,
        wishlists.forget_lists_of_deleted_account,
        reviews.forget_author_of_deleted_account,
        messaging.forget_words_of_deleted_account,
        returns.forget_words_of_deleted_account,
        flash_sales.forget_shares_of_deleted_account,
        returned.erase_photos_of_deleted_account,
    ],
    DataExportAsked: [privacy.make_data_export],
    DataExportMade: [notifications.tell_copy_is_ready],
    SwitchChanged: [publishing.mark_pages_of_flipped_switch],
    # Goods, prices and stock
    MerchantOpened: [search.name_opened_merchant],
    MerchantChanged: [search.name_changed_merchant, publishing.mark_pages_of_changed_merchant],
    ProductListed: [],  # nobody listens yet
    ProductPublished: [search.index_published_product, publishing.mark_pages_of_published_product],
    ProductChanged: [search.index_changed_product, publishing.mark_pages_of_changed_product],
    BarcodeChanged: [search.index_new_barcode, publishing.mark_pages_of_product_with_new_barcode],
    ProductTakenOffline: [search.drop_product_taken_offline, publishing.mark_pages_of_product_taken_offline],
    CategoryChanged: [search.name_changed_category, publishing.mark_pages_of_changed_category],
    BrandChanged: [search.name_changed_brand, publishing.mark_pages_of_changed_brand],
    AttributeChanged: [publishing.mark_pages_of_changed_attribute],
    PictureAccepted: [images.make_renditions],
    PictureDrawn: [publishing.mark_pages_of_drawn_picture],
    RatesImported: [rates.propose_prices_at_new_rates],
    BasePriceSet: [taxes.propose_prices_of_new_base_prices],
    PricesChanged: [search.index_new_prices, publishing.mark_pages_of_new_prices],
    AvailabilityChanged: [
        alerts.tell_who_waits_for_stock,
        search.index_new_stock,
        publishing.mark_pages_of_new_stock,
    ],
    UnitsReturned: [sales.count_returned_units],
    ListingsChanged: [publishing.mark_pages_of_changed_listings],
    AlertAsked: [notifications.ask_to_confirm_alert],
    AlertDue: [notifications.tell_shopper_variant_is_back],
    # Purchases and their money
    PurchasePlaced: [],  # nobody listens yet
    PurchasePaid: [
        checkout.take_goods_out_again,
        invoices.issue_invoices_of_purchase,
        notifications.tell_shopper_purchase_was_paid,
        notifications.tell_merchants_of_paid_orders,
        search.index_sales_of_paid_purchase,
    ],
    PurchaseExpired: [checkout.bring_goods_back, notifications.tell_shopper_purchase_expired],
    OrderCanceled: [search.index_sales_of_canceled_order, notifications.tell_shopper_order_was_canceled],
    OrderShipped: [notifications.tell_shopper_order_was_shipped],
    OrderDelivered: [notifications.tell_shopper_order_was_delivered],
    ParcelHandedOver: [parcels.announce_parcel],
    ParcelOutForDelivery: [notifications.tell_shopper_parcel_is_at_the_door],
    TariffsChanged: [publishing.mark_pages_of_changed_tariffs],
    TrackingMoved: [fulfillment.note_progress_of_parcel],
    GatewayWordReceived: [payments.follow_gateway_word],
    PaymentCaptured: [],  # nobody listens yet
    PaymentDeclined: [notifications.tell_shopper_payment_was_declined],
    PaymentAbandoned: [payments.let_go_of_payment],
    RefundRequested: [payments.carry_out_refund],
    RefundSucceeded: [invoices.issue_credit_note_of_refund, notifications.tell_shopper_refund_was_made],
    SandboxWebhookWritten: [payments.deliver_due_sandbox_webhooks],
    CouponsClaimed: [],  # nobody listens yet
    # What shoppers say
    ReviewsChanged: [reviews.count_rating_of_reviewed_product],
    ProductRatingChanged: [search.index_new_rating, publishing.mark_pages_of_new_rating],
    ReviewDecided: [notifications.tell_author_review_was_decided],
    ReviewReplied: [notifications.tell_author_merchant_replied],
    QuestionPublished: [notifications.tell_merchant_of_question],
    QuestionRejected: [notifications.tell_asker_question_was_rejected],
    QuestionAnswered: [notifications.tell_asker_question_was_answered],
    InvoiceIssued: [documents.draw_invoice],
    ReturnRequested: [notifications.tell_merchant_of_return, notifications.tell_shopper_return_was_noted],
    ReturnWithdrawn: [],  # nobody listens yet
    # Words
    ContentChanged: [publishing.mark_pages_of_changed_content],
    MessageSent: [notifications.tell_of_message],
    ConversationReported: [],  # nobody listens yet
    MailWritten: [mail.send_mail],
}


def subscribers_of(event: str) -> list[str]:
    """List the names of those who want to hear an event; an event that is no longer known has none."""
    kind = Event.known.get(event)
    return [name_of(subscriber) for subscriber in SUBSCRIPTIONS.get(kind, ())] if kind else []


def subscriber(name: str) -> Subscriber:
    """Find a reaction or job by its lasting name; raises UnknownSubscriber."""
    try:
        return _by_name()[name]
    except KeyError:
        raise UnknownSubscriber(name) from None


@cache
def _by_name() -> dict[str, Subscriber]:
    return {name_of(one): one for everybody in SUBSCRIPTIONS.values() for one in everybody}
