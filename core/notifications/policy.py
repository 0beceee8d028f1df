from collections.abc import Mapping
from typing import Any

from core.kernel.states import Machine
from core.notifications.types import Channel, MailState, Topic

MAIL = Machine(
    send=({MailState.WRITTEN, MailState.FAILED}, MailState.SENT),
    keep=({MailState.WRITTEN, MailState.FAILED}, MailState.KEPT),
    fail=({MailState.WRITTEN, MailState.FAILED}, MailState.FAILED),
)

# Kinds of mails that are about something else than an order.
TOPICS = {
    "back_in_stock": Topic.ALERTS,
    "message_waiting": Topic.MESSAGES,
    "question_answered": Topic.REVIEWS,
    "question_refused": Topic.REVIEWS,
    "review_published": Topic.REVIEWS,
    "review_refused": Topic.REVIEWS,
    "review_answered": Topic.REVIEWS,
    "review_invitation": Topic.REVIEWS,
    **dict.fromkeys(
        (
            "verify_email", "reset_password", "account_exists", "confirm_email", "email_changed",
            "password_changed", "second_step_on", "second_step_off", "deletion_asked", "deletion_taken_back",
            "export_ready", "confirm_alert",
        ),
        Topic.ACCOUNT,
    ),
}  # fmt: skip

# Part of the deal, or the only place where something can be read at all.
FIXED = frozenset(
    {
        (Topic.ORDERS, Channel.MAIL), (Topic.ORDERS, Channel.SITE),
        (Topic.ACCOUNT, Channel.MAIL), (Topic.ACCOUNT, Channel.SITE),
        (Topic.MESSAGES, Channel.SITE),
    }
)  # fmt: skip

# Mails that a message on the site goes with, where the mailbox is an account's; the others carry a secret
# link, are no news to who is signed in, or are a merchant's business.
NOTED = frozenset(
    {
        "order_confirmed", "order_shipped", "order_delivered", "parcel_at_door", "order_canceled",
        "payment_declined", "purchase_expired", "refund_made", "return_noted", "return_approved",
        "return_refused", "message_waiting", "back_in_stock", "question_answered", "question_refused",
        "review_published", "review_refused", "review_answered", "password_changed", "second_step_on",
        "second_step_off", "email_changed", "deletion_taken_back", "export_ready",
    }
)  # fmt: skip

# What of a mail's facts a message on the site needs: no address, no amounts, no secrets.
NOTE_FACTS = ("number", "order", "return", "merchant", "title", "slug", "variant", "topic", "topic_kind")


def topic_of(kind: str) -> Topic:
    """Give what a kind of mail is about; what nobody has named is about an order."""
    return TOPICS.get(kind, Topic.ORDERS)


def may_choose(topic: Topic, channel: Channel) -> bool:
    """Say whether people may switch a topic off on a channel."""
    return (topic, channel) not in FIXED


def is_for_shopper(facts: Mapping[str, Any]) -> bool:
    """Say whether a mail is to a shopper: those to merchants say so, or have a kind of their own."""
    return bool(facts.get("to_shopper", True))


def note_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Give the few plain facts that a message on the site keeps."""
    return {name: facts[name] for name in NOTE_FACTS if isinstance(facts.get(name), str | int)}
