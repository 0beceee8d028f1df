"""Mails about what shoppers and merchants say to each other, and about goods that go back."""

from core.accounts import queries as accounts
from core.merchants import queries as merchants
from core.messaging import queries as messages
from core.messaging.events import MessageSent
from core.messaging.types import ConversationDetail, ConversationId, Side
from core.notifications.readers import write_to_members, write_to_shopper
from core.notifications.service import write_mail
from core.orders import queries as orders
from core.returns import queries as returns
from core.returns.events import ReturnRequested
from core.returns.types import ReturnId


def tell_of_message(event: MessageSent) -> None:
    """Tell the other side that something was written, once until it has read it; nobody learns an address."""
    if not event.is_first_unread:
        return
    talk = messages.get_conversation(ConversationId(event.conversation_id))
    to_shopper = event.side == Side.MERCHANT
    told = {
        "topic": talk.topic.name,
        "topic_kind": talk.topic.kind.value,
        "number": talk.number,
        "purchase": talk.purchase_number,
        "merchant": merchants.get_contact(talk.merchant_id).name,
        "to_shopper": to_shopper,
    }
    key = f"message_waiting:{event.message_id}"
    if not to_shopper:
        write_to_members(talk.merchant_id, "message_waiting", talk.site_id, told, key)
    elif recipient := _address_of_asker(talk):
        write_mail(
            kind="message_waiting", to=recipient, language=talk.language, site_id=talk.site_id, facts=told,
            source_key=key,
        )  # fmt: skip


def tell_merchant_of_return(event: ReturnRequested) -> None:
    """Tell who works for a merchant that a shopper wants to send something back."""
    asked = returns.get_return(ReturnId(event.return_id))
    purchase = orders.get_purchase(orders.get_order(asked.order_id).purchase_id)
    merchant = merchants.get_contact(asked.merchant_id)
    told = {"number": asked.number, "order": asked.order_number, "merchant": merchant.name}
    key = f"return_requested:{asked.id}"
    write_to_members(asked.merchant_id, "return_requested", purchase.site_id, told, key)


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
    write_to_shopper("return_noted", purchase, told, f"return:{asked.id}")


def _address_of_asker(talk: ConversationDetail) -> str:
    if talk.account_id is not None:
        return accounts.get_account(talk.account_id).email
    return orders.get_purchase_for_operator(talk.purchase_number).email if talk.purchase_number else ""
