from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, func, update

from core.accounts import queries as accounts
from core.accounts import service as account_service
from core.accounts.events import (
    AccountDeleted,
    AccountExistsTold,
    AccountRegistered,
    DeletionAsked,
    DeletionTakenBack,
    EmailChangeAsked,
    EmailChanged,
    EmailChangeUndone,
    PasswordChanged,
    PasswordResetAsked,
    SecondStepChanged,
)
from core.accounts.types import EmailChangeId, TokenPurpose
from core.alerts import queries as alert_queries
from core.alerts.events import AlertAsked, AlertDue
from core.alerts.types import AlertId, AlertState
from core.fulfillment import queries as parcels
from core.fulfillment.events import ParcelOutForDelivery
from core.fulfillment.types import ParcelId
from core.kernel.ids import AccountId, OrderId, PurchaseId, SiteId, new_token
from core.merchants import queries as merchants
from core.messaging import queries as messages
from core.messaging.events import MessageSent
from core.messaging.types import ConversationDetail, ConversationId, Side
from core.notifications import alerts, facts, said
from core.notifications.choosing import move_choices
from core.notifications.models import Choice, Mail, NoteRow
from core.notifications.service import write_mail
from core.orders import queries as orders
from core.orders.events import OrderCanceled, OrderDelivered, OrderShipped, PurchaseExpired, PurchasePaid
from core.orders.types import PurchaseDetail, PurchaseState
from core.payments import queries as payments
from core.payments.events import PaymentDeclined, RefundSucceeded
from core.platform.db import session
from core.privacy.events import DataExportMade
from core.returns import queries as returns
from core.returns.events import ReturnRequested
from core.returns.types import ReturnId
from core.reviews.events import (
    QuestionAnswered,
    QuestionPublished,
    QuestionRejected,
    ReviewDecided,
    ReviewReplied,
)
from core.reviews.types import QuestionId, ReviewId
from core.sites import queries as sites


def ask_owner_to_verify(event: AccountRegistered) -> None:
    """Send who registered the link that proves the mailbox."""
    _write_to_owner(event, "verify_email", TokenPurpose.VERIFY)


def send_reset_link(event: PasswordResetAsked) -> None:
    """Send an account's owner the link for choosing a new password."""
    _write_to_owner(event, "reset_password", TokenPurpose.RESET)


def tell_owner_account_exists(event: AccountExistsTold) -> None:
    """Tell an account's owner that somebody tried to register with its address."""
    _write_to_owner(event, "account_exists", None)


def ask_new_mailbox_to_confirm(event: EmailChangeAsked) -> None:
    """Send the new address the link that proves it; where it has an account already nothing is sent."""
    change = accounts.get_email_change(EmailChangeId(event.change_id))
    if not accounts.is_email_free(change.new_email, besides=change.account_id):
        return
    token = account_service.issue_token(
        change.account_id, TokenPurpose.CONFIRM_EMAIL, email_change_id=change.id
    )
    key = f"change:{change.id}"
    _write_of_account("confirm_email", change.new_email, event.language, event.site_id, key, token=token)


def tell_old_mailbox(event: EmailChanged) -> None:
    """Tell the old address what happened, with the link that takes it back."""
    change = accounts.get_email_change(EmailChangeId(event.change_id))
    move_choices(change.old_email, change.new_email)
    token = account_service.issue_token(change.account_id, TokenPurpose.UNDO_EMAIL, email_change_id=change.id)
    key = f"change:{change.id}"
    _write_of_account("email_changed", change.old_email, event.language, event.site_id, key, token=token)


def bring_choices_back(event: EmailChangeUndone) -> None:
    """Let what was chosen return to the old address."""
    change = accounts.get_email_change(EmailChangeId(event.change_id))
    move_choices(change.new_email, change.old_email)


def tell_password_was_changed(event: PasswordChanged) -> None:
    """Tell an owner that the password is another now."""
    _tell_of_account("password_changed", event.account_id, event.language, event.site_id)


def tell_second_step_was_changed(event: SecondStepChanged) -> None:
    """Tell an owner that the two-step log-in is on, or off."""
    kind = "second_step_on" if event.is_on else "second_step_off"
    _tell_of_account(kind, event.account_id, event.language, event.site_id)


def confirm_deletion_was_asked(event: DeletionAsked) -> None:
    """Tell an owner until when the deletion can be taken back."""
    owner = accounts.get_account(AccountId(event.account_id))
    if owner.erase_after is not None:
        key = f"{owner.id}:{owner.erase_after.isoformat()}"
        write_mail(
            kind="deletion_asked", to=owner.email, language=event.language, site_id=SiteId(event.site_id),
            facts={"erase_after": owner.erase_after}, source_key=f"deletion_asked:{key}",
        )  # fmt: skip


def tell_account_stays(event: DeletionTakenBack) -> None:
    """Tell an owner that the account is not deleted."""
    owner = accounts.get_account(AccountId(event.account_id))
    _tell_of_account("deletion_taken_back", event.account_id, owner.language, sites.list_sites()[0].id)


def forget_deleted_account(event: AccountDeleted) -> None:
    """Empty every mail to somebody who is no longer here, and drop messages and choices."""
    session().execute(delete(NoteRow).where(NoteRow.account_id == event.account_id))
    session().execute(delete(Choice).where(_digest_of(Choice.recipient) == event.email_digest))
    mine = update(Mail).where(_digest_of(Mail.recipient) == event.email_digest)
    nobody: dict[str, object] = {
        "recipient": "", "facts": {}, "secrets": {}, "subject": "", "text": "", "html": "",
    }  # fmt: skip
    session().execute(mine.values(nobody))


def tell_copy_is_ready(event: DataExportMade) -> None:
    """Tell an owner that the copy of the account's data can be fetched."""
    owner = accounts.get_account(AccountId(event.account_id))
    write_mail(
        kind="export_ready",
        to=owner.email,
        language=event.language,
        site_id=SiteId(event.site_id),
        facts={},
        source_key=f"export_ready:{event.export_id}",
    )


def tell_shopper_purchase_was_paid(event: PurchasePaid) -> None:
    """Confirm a paid purchase with all its orders."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    _write_to_shopper("order_confirmed", purchase, facts.of_purchase(purchase), f"purchase:{purchase.id}")


def tell_merchants_of_paid_orders(event: PurchasePaid) -> None:
    """Tell everybody who works for a merchant of its new order, each in their own language."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    for order in purchase.orders:
        for account_id in merchants.list_members_of(order.merchant_id):
            member = accounts.get_account(account_id)
            chain = (member.language, "en", purchase.language)
            told = {"order": facts.of_merchants_order(order, chain), "country": purchase.address.country}
            write_mail(
                kind="merchant_order",
                to=member.email,
                language=member.language,
                site_id=purchase.site_id,
                facts=told,
                source_key=f"merchant_order:{order.id}:{member.id}",
            )


def tell_shopper_purchase_expired(event: PurchaseExpired) -> None:
    """Tell that nobody paid in time and that nothing will be sent or charged."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    if purchase.state == PurchaseState.EXPIRED:
        told = {"orders": [facts.of_order(order) for order in purchase.orders], "total": purchase.total}
        _write_to_shopper("purchase_expired", purchase, told, f"purchase:{purchase.id}")


def tell_shopper_order_was_canceled(event: OrderCanceled) -> None:
    """Tell which order is canceled; those of a purchase that nobody paid are told of together."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    mine = [order for order in purchase.orders if order.id == event.order_id or not event.was_paid]
    told = {"was_paid": event.was_paid, "orders": [facts.of_order(order) for order in mine]}
    key = f"order:{event.order_id}" if event.was_paid else f"purchase:{purchase.id}"
    _write_to_shopper("order_canceled", purchase, told, key)


def tell_shopper_order_was_shipped(event: OrderShipped) -> None:
    """Tell that an order is on its way."""
    order = orders.get_order(OrderId(event.order_id))
    purchase = orders.get_purchase(order.purchase_id)
    _write_to_shopper("order_shipped", purchase, {"order": facts.of_order(order)}, f"order:{order.id}")


def tell_shopper_parcel_is_at_the_door(event: ParcelOutForDelivery) -> None:
    """Tell that a parcel is on its last way."""
    order = orders.get_order(OrderId(event.order_id))
    purchase = orders.get_purchase(order.purchase_id)
    parcel = parcels.get_parcel(ParcelId(event.parcel_id))
    told = {"order": facts.of_order(order), "parcel": parcel.number}
    _write_to_shopper("parcel_at_door", purchase, told, f"parcel:{parcel.id}")


def tell_shopper_order_was_delivered(event: OrderDelivered) -> None:
    """Tell that everything of an order has arrived, and what can be done if something is wrong with it."""
    order = orders.get_order(OrderId(event.order_id))
    purchase = orders.get_purchase(order.purchase_id)
    _write_to_shopper("order_delivered", purchase, {"order": facts.of_order(order)}, f"order:{order.id}")


def tell_of_message(event: MessageSent) -> None:
    """Tell the other side that something was written, once until it has read it; nobody learns an address."""
    if not event.is_first_unread:
        return
    talk = messages.get_conversation(ConversationId(event.conversation_id))
    merchant = merchants.get_contact(talk.merchant_id)
    to_shopper = event.side == Side.MERCHANT
    recipient = _address_of_asker(talk) if to_shopper else merchant.email
    if recipient:
        told = {
            "topic": talk.topic.name,
            "topic_kind": talk.topic.kind.value,
            "number": talk.number,
            "purchase": talk.purchase_number,
            "merchant": merchant.name,
            "to_shopper": to_shopper,
        }
        write_mail(
            kind="message_waiting",
            to=recipient,
            language=talk.language,
            site_id=talk.site_id,
            facts=told,
            source_key=f"message_waiting:{event.message_id}",
        )


def tell_merchant_of_return(event: ReturnRequested) -> None:
    """Tell a merchant that a shopper wants to send something back."""
    asked = returns.get_return(ReturnId(event.return_id))
    purchase = orders.get_purchase(orders.get_order(asked.order_id).purchase_id)
    merchant = merchants.get_contact(asked.merchant_id)
    told = {"number": asked.number, "order": asked.order_number, "merchant": merchant.name}
    write_mail(
        kind="return_requested",
        to=merchant.email,
        language=purchase.language,
        site_id=purchase.site_id,
        facts=told,
        source_key=f"return_requested:{asked.id}",
    )


def tell_shopper_return_was_noted(event: ReturnRequested) -> None:
    """Confirm that a return was asked for, and what comes next."""
    asked = returns.get_return(ReturnId(event.return_id))
    purchase = orders.get_purchase(orders.get_order(asked.order_id).purchase_id)
    told = {
        "return": asked.number,
        "order": asked.order_number,
        "merchant": asked.merchant_name,
        "amount": asked.amount,
        "lines": [{"title": line.line.title, "quantity": line.quantity} for line in asked.lines],
    }
    _write_to_shopper("return_noted", purchase, told, f"return:{asked.id}")


def tell_shopper_payment_was_declined(event: PaymentDeclined) -> None:
    """Tell that a payment failed, as long as the purchase still waits for one."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    if purchase.state == PurchaseState.PLACED:
        told = {"total": purchase.total, "expires_at": purchase.expires_at}
        _write_to_shopper("payment_declined", purchase, told, f"payment:{event.payment_id}")


def tell_shopper_refund_was_made(event: RefundSucceeded) -> None:
    """Tell how much money is on its way back."""
    refund = payments.get_refund(event.refund_id)
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    _write_to_shopper("refund_made", purchase, {"amount": refund.amount}, f"refund:{refund.id}")


def _address_of_asker(talk: ConversationDetail) -> str:
    if talk.account_id is not None:
        return accounts.get_account(talk.account_id).email
    return orders.get_purchase_for_operator(talk.purchase_number).email if talk.purchase_number else ""


def _write_to_shopper(kind: str, purchase: PurchaseDetail, told: Mapping[str, Any], key: str) -> None:
    common = {
        "number": purchase.number,
        "name": _name_to_greet(purchase),
        "is_guest": purchase.account_id is None,
    }
    write_mail(
        kind=kind,
        to=purchase.email,
        language=purchase.language,
        site_id=purchase.site_id,
        facts={**common, **told},
        source_key=f"{kind}:{key}",
    )


def _name_to_greet(purchase: PurchaseDetail) -> str:
    """Give the name to greet by, or none where the mailbox is not proven: a guest could make us write to anybody."""
    if purchase.account_id is None:
        return ""
    owner = accounts.get_account(purchase.account_id)
    is_proven = owner.is_verified and owner.email.lower() == purchase.email.lower()
    return purchase.address.name if is_proven else ""


def _write_to_owner(
    event: AccountRegistered | PasswordResetAsked | AccountExistsTold, kind: str, purpose: TokenPurpose | None
) -> None:
    """Write a mail in the language of the page; every asking is a mail of its own, with a link of its own.

    It greets nobody by name: whoever registers with somebody's address could write them anything as a name.
    """
    owner = accounts.get_account(AccountId(event.account_id))
    secrets = {"token": account_service.issue_token(owner.id, purpose)} if purpose else {}
    write_mail(
        kind=kind,
        to=owner.email,
        language=event.language,
        site_id=SiteId(event.site_id),
        facts={},
        secrets=secrets,
        source_key=f"{kind}:{owner.id}:{new_token(12)}",
    )


def ask_to_confirm_alert(event: AlertAsked) -> None:
    """Ask whether somebody meant to hear of a sold-out variant; every asking is a mail of its own."""
    alert = alert_queries.get_alert(AlertId(event.alert_id))
    if alert.state == AlertState.ASKED:
        alerts.ask_to_confirm(alert, f"{alert.id}:{new_token(12)}")


def tell_shopper_variant_is_back(event: AlertDue) -> None:
    """Tell that a variant is back, in the language it was asked in."""
    alerts.tell_it_is_back(alert_queries.get_alert(AlertId(event.alert_id)))


def tell_author_review_was_decided(event: ReviewDecided) -> None:
    """Tell who wrote a review what became of it."""
    said.tell_author(ReviewId(event.review_id), key=f"{event.review_id}:{event.version}")


def tell_author_merchant_replied(event: ReviewReplied) -> None:
    """Tell who wrote a review that the merchant replied."""
    said.tell_author_of_reply(ReviewId(event.review_id))


def tell_merchant_of_question(event: QuestionPublished) -> None:
    """Tell a merchant that a question waits for its answer."""
    said.tell_merchant(QuestionId(event.question_id))


def tell_asker_question_was_answered(event: QuestionAnswered) -> None:
    """Tell who asked that there is an answer."""
    said.tell_asker(QuestionId(event.question_id))


def tell_asker_question_was_rejected(event: QuestionRejected) -> None:
    """Tell who asked that the question is not published, and why."""
    said.tell_asker_no(QuestionId(event.question_id), event.reason)


def _digest_of(column: Any) -> ColumnElement[str]:
    return func.encode(func.sha256(func.convert_to(func.lower(column), "UTF8")), "hex")


def _tell_of_account(kind: str, account_id: int, language: str, site_id: int) -> None:
    owner = accounts.get_account(AccountId(account_id))
    _write_of_account(kind, owner.email, language, site_id, f"{owner.id}:{new_token(12)}")


def _write_of_account(kind: str, to: str, language: str, site_id: int, key: str, **secrets: str) -> None:
    write_mail(
        kind=kind, to=to, language=language, site_id=SiteId(site_id), facts={}, secrets=secrets,
        source_key=f"{kind}:{key}",
    )  # fmt: skip
