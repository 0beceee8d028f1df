"""Periodic tidying: what the house itself needs, whoever lives in it."""

from collections.abc import Callable
from datetime import timedelta

from core.accounts import service as accounts
from core.alerts import service as alerts
from core.checkout import service as checkout
from core.flash_sales import service as flash_sales
from core.notifications import service as notifications
from core.ops import service as ops
from core.payments.gateways.sandbox import webhooks
from core.platform import log, outbox, throttle
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
KEEP_SHARES = timedelta(days=30)
KEEP_GUESTS = timedelta(days=183)
KEEP_WINDOWS = timedelta(days=2)


SWEEPS: tuple[tuple[str, Callable[[], int]], ...] = (
    ("sessions", accounts.sweep_expired),
    (
        "carts",
        lambda: checkout.forget_abandoned_carts(KEEP_CARTS) + checkout.forget_closed_carts(KEEP_CLOSED_CARTS),
    ),
    ("webhooks", lambda: webhooks.sweep(KEEP_WEBHOOKS)),
    ("windows", lambda: throttle.sweep(KEEP_WINDOWS)),
    ("messages", lambda: outbox.sweep(KEEP_MESSAGES)),
    ("mails", lambda: notifications.forget_old_mails(KEEP_MAILS)),
    ("lists", lambda: wishlists.forget_old_guests(KEEP_GUESTS)),
    ("shares", lambda: flash_sales.forget_shoppers(KEEP_SHARES)),
    ("copies", privacy.forget_old_exports),
    ("runs", lambda: ops.forget_old_runs(KEEP_RUNS) + switches.forget_old_trips(KEEP_RUNS)),
    ("alerts", lambda: alerts.sweep(KEEP_ALERTS)),
)


class NotAllSwept(Exception):
    """Some kinds could not be swept; the log says why, and the next hour tries again."""


@job(queue=QueueName.DEFAULT, timeout=120)
def sweep() -> str:
    """Drop what nobody asks for any more, each kind in a transaction of its own; gives how many of each.

    A kind that fails keeps no other waiting: it is named at the end, by NotAllSwept.
    """
    told, failed = [], []
    for kind, drop in SWEEPS:
        try:
            told.append(f"{kind} {_dropped(drop)}")
        except Exception:  # whatever it is, the others are none the worse for it
            log.get(__name__).exception("not swept", kind=kind)
            failed.append(kind)
    if failed:
        raise NotAllSwept(", ".join(failed))
    return ", ".join(told)


def _dropped(drop: Callable[[], int]) -> int:
    with transaction():
        return drop()
