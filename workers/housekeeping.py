"""Periodic tidying: what the house itself needs, whoever lives in it."""

from datetime import timedelta

from core.accounts import service as accounts
from core.alerts import service as alerts
from core.checkout import service as checkout
from core.notifications import service as notifications
from core.ops import service as ops
from core.payments.gateways.sandbox import webhooks
from core.platform import outbox, throttle
from core.platform.db import transaction
from core.privacy import service as privacy
from core.switches import service as switches
from core.wishlists import service as wishlists
from workers.job import job
from workers.queues import QueueName

KEEP_MESSAGES = timedelta(days=30)
KEEP_MAILS = timedelta(days=90)
KEEP_RUNS = timedelta(days=30)
KEEP_CARTS = timedelta(days=60)
KEEP_CLOSED_CARTS = timedelta(days=30)
KEEP_WEBHOOKS = timedelta(days=30)
KEEP_ALERTS = timedelta(days=365)
KEEP_GUESTS = timedelta(days=183)
KEEP_WINDOWS = timedelta(days=2)


@job(queue=QueueName.DEFAULT, timeout=120)
def sweep() -> str:
    """Drop what nobody asks for any more: old messages, words of mails, turns and throttle windows."""
    with transaction():
        sessions = accounts.sweep_expired()
    with transaction():
        abandoned = checkout.forget_abandoned_carts(KEEP_CARTS)
    with transaction():
        closed = checkout.forget_closed_carts(KEEP_CLOSED_CARTS)
    with transaction():
        heard = webhooks.sweep(KEEP_WEBHOOKS)
    with transaction():
        windows = throttle.sweep(KEEP_WINDOWS)
    with transaction():
        messages = outbox.sweep(KEEP_MESSAGES)
    with transaction():
        mails = notifications.forget_old_mails(KEEP_MAILS)
    with transaction():
        kept = wishlists.forget_old_guests(KEEP_GUESTS)
    with transaction():
        copies = privacy.forget_old_exports()
    with transaction():
        runs = ops.forget_old_runs(KEEP_RUNS) + switches.forget_old_trips(KEEP_RUNS)
    with transaction():
        told = alerts.sweep(KEEP_ALERTS)
    swept = (
        f"lists {kept}, copies {copies}, sessions {sessions}, carts {abandoned + closed}, webhooks {heard}"
    )
    return f"{swept}, messages {messages}, mails {mails}, runs {runs}, windows {windows}, alerts {told}"
