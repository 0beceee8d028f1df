"""What messages on the site say, in the reader's language, and where they lead."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from core.notifications.types import Note, Topic
from web.shared.pages import href

_SENTENCES: dict[str, Callable[..., str]] = {
    "order_confirmed": lambda **f: _("Your purchase %(number)s is paid.", **f),
    "order_shipped": lambda **f: _("A part of your purchase %(number)s is on its way.", **f),
    "order_delivered": lambda **f: _("A part of your purchase %(number)s has arrived.", **f),
    "parcel_at_door": lambda **f: _("A parcel of your purchase %(number)s is about to be delivered.", **f),
    "order_canceled": lambda **f: _("An order of your purchase %(number)s is canceled.", **f),
    "payment_declined": lambda **f: _("The payment of your purchase %(number)s failed.", **f),
    "purchase_expired": lambda **f: _("Your purchase %(number)s was not paid in time and has lapsed.", **f),
    "refund_made": lambda **f: _("We have sent back money for your purchase %(number)s.", **f),
    "return_noted": lambda **f: _("Your return %(return_number)s is registered.", **f),
    "return_approved": lambda **f: _("Your return %(return_number)s is agreed to.", **f),
    "return_refused": lambda **f: _("Your return %(return_number)s is not possible.", **f),
    "message_waiting": lambda **f: _("%(merchant)s has written to you.", **f),
    "back_in_stock": lambda **f: _("“%(title)s” can be bought again.", **f),
    "question_answered": lambda **f: _("Your question about “%(title)s” has an answer.", **f),
    "question_refused": lambda **f: _("Your question about “%(title)s” was not published.", **f),
    "review_published": lambda **f: _("Your review of “%(title)s” can be read by everybody now.", **f),
    "review_refused": lambda **f: _("Your review of “%(title)s” was not published.", **f),
    "review_answered": lambda **f: _("The merchant has answered your review of “%(title)s”.", **f),
    "password_changed": lambda **_f: _("Your password was changed."),
    "second_step_on": lambda **_f: _("The two-step log-in is on."),
    "second_step_off": lambda **_f: _("The two-step log-in is off."),
    "email_changed": lambda **_f: _("Your e-mail address was changed."),
    "deletion_taken_back": lambda **_f: _("Your account stays."),
    "export_ready": lambda **_f: _("The copy of your data is ready."),
}  # fmt: skip


def sentence_of(note: Note) -> str:
    """Say what a message is about."""
    known: dict[str, Any] = {
        "number": "", "title": "", "merchant": "", "return_number": note.facts.get("return", ""), **note.facts
    }  # fmt: skip
    known.pop("return", None)
    say = _SENTENCES.get(note.kind)
    return say(**known) if say else _("There is news about your purchase %(number)s.", **known)


def address_of(note: Note) -> str:
    """Give where a message leads."""
    if note.topic == Topic.ACCOUNT:
        return href("account.show_privacy" if note.kind == "export_ready" else "account.show_security")
    if note.kind == "back_in_stock" and note.facts.get("slug"):
        return href("catalog.product", slug=note.facts["slug"], variant=note.facts.get("variant"))
    if note.topic == Topic.REVIEWS:
        return href("reviews.my_questions" if note.kind.startswith("question_") else "reviews.mine")
    if note.topic == Topic.MESSAGES:
        return _talk(note)
    number = note.facts.get("number", "")
    if (
        note.topic == Topic.ORDERS
        and number
        and note.kind not in {"return_noted", "return_approved", "return_refused"}
    ):
        return href("orders.show", number=number)
    return href("orders.mine")


def _talk(note: Note) -> str:
    if note.facts.get("topic_kind") == "order" and note.facts.get("topic"):
        return href("orders.talk", number=note.facts["topic"])
    number = note.facts.get("number")
    return href("orders.my_talk", number=number) if number else href("orders.my_talks")


def topic_words(topic: Topic) -> tuple[str, str]:
    """Name a topic and say what belongs to it."""
    return {
        Topic.ORDERS: (_("Your purchases"), _("Confirmations, parcels, cancellations, refunds and returns.")),
        Topic.ACCOUNT: (_("Your account"), _("Log-in, security and your data.")),
        Topic.MESSAGES: (_("Messages from merchants"), _("When a merchant has written to you.")),
        Topic.REVIEWS: (_("Reviews and questions"), _("Answers to what you asked and wrote.")),
        Topic.ALERTS: (_("Back in stock"), _("When something you wait for can be bought again.")),
    }[topic]
