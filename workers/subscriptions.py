"""What happens after what.

Each fact has the reactions and jobs that follow it. A reaction is short and touches only the database: the
relay calls it in the transaction that marks its delivery done. A job is slow or touches the network: the
relay hands it to a queue. Both are told at least once and take effect once.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from core.accounts.events import AccountExistsTold, AccountRegistered, PasswordResetAsked
from core.kernel.event import Event
from core.media.events import PictureAccepted
from core.notifications import reactions as notifications
from core.notifications.events import MailWritten
from core.payments.events import GatewayWordReceived, PaymentAbandoned, RefundRequested
from core.payments.gateways.sandbox.events import SandboxWebhookWritten
from workers import images, mail, payments
from workers.failures import UnknownSubscriber
from workers.job import Job, name_of

Subscriber = Callable[[Any], Any] | Job

SUBSCRIPTIONS: Mapping[type[Event], Sequence[Subscriber]] = {
    AccountRegistered: [notifications.ask_owner_to_verify],
    AccountExistsTold: [notifications.tell_owner_account_exists],
    PasswordResetAsked: [notifications.send_reset_link],
    PictureAccepted: [images.make_renditions],
    MailWritten: [mail.send_mail],
    GatewayWordReceived: [payments.follow_gateway_word],
    PaymentAbandoned: [payments.let_go_of_payment],
    RefundRequested: [payments.carry_out_refund],
    SandboxWebhookWritten: [payments.deliver_due_sandbox_webhooks],
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
