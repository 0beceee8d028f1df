"""How the shop does, in plain words: the figures that a person on duty looks at first."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template
from flask_babel import format_timedelta
from flask_babel import gettext as _

from core.ops.types import Vitals
from core.payments.types import PaymentState
from core.platform import metrics
from web.health import vitals
from web.shared.filters import number, percent
from web.shared.guard import operators

LATE = 60  # seconds after which facts without their effects are a worry


@dataclass(frozen=True, slots=True)
class Sign:
    """One figure: what it is, how it stands, whether that is fine, and what it means."""

    name: str
    value: str
    is_fine: bool
    words: str


def register(admin: Blueprint) -> None:
    """Open this area."""
    admin.add_url_rule("/health", "health_show", show)


@operators
def show() -> str:
    """Show how the shop does."""
    now = vitals()
    signs = [*_trade(now), *_promises(now), *_work(now), *_pages()]
    return render_template(
        "admin/health/health.html", signs=signs, is_fine=all(sign.is_fine for sign in signs)
    )


def _trade(now: Vitals) -> list[Sign]:
    captured = now.payments.get(PaymentState.CAPTURED, 0)
    declined = now.payments.get(PaymentState.DECLINED, 0)
    rate = percent(10_000 * captured // (captured + declined)) if captured + declined else _("none yet")
    return [
        Sign(
            _("Purchases in the last five minutes"),
            number(now.orders[5]),
            True,
            _("In the last hour: %(num)s.", num=number(now.orders[60])),
        ),
        Sign(
            _("Payments that succeed"),
            rate,
            not declined or captured >= declined,
            _(
                "Of the purchases of the last hour %(paid)s are paid and %(declined)s were declined.",
                paid=number(captured),
                declined=number(declined),
            ),
        ),
    ]


def _promises(now: Vitals) -> list[Sign]:
    return [
        Sign(
            _("Sold beyond stock"),
            number(now.oversold),
            now.oversold == 0,
            _("Stock levels with more promised than there is. Anything but none is a mistake of ours."),
        ),
        Sign(
            _("Offers whose coupons do not add up"),
            number(now.coupons_amiss),
            now.coupons_amiss == 0,
            _(
                "Claims that are counted and those that are there differ, or are too many. Coupons shows which."
            ),
        ),
        Sign(
            _("Unpaid purchases"),
            number(now.unpaid),
            now.overdue == 0,
            _("Of these %(num)s should have given their stock back already.", num=number(now.overdue)),
        ),
        Sign(
            _("Dead letters"),
            number(now.dead_letters),
            now.dead_letters == 0,
            _("Effects that gave up. Jobs shows what they were and tries them again."),
        ),
    ]


def _work(now: Vitals) -> list[Sign]:
    age = format_timedelta(timedelta(seconds=now.outbox_age)) if now.outbox_age else _("none waits")
    waiting = _("away") if now.queues is None else number(sum(now.queues.values()))
    return [
        Sign(
            _("Oldest fact without its effects"),
            age,
            now.outbox_age < LATE,
            _("Mails, index and parcels follow facts; they are late when this grows."),
        ),
        Sign(
            _("Jobs in line"),
            waiting,
            now.queues is not None,
            _("Orders are taken without the queue service; their effects follow when it is back."),
        ),
        Sign(
            _("Switches that are not normal"),
            number(now.switched),
            now.switched == 0,
            _("Parts of the shop that somebody switched down."),
        ),
        Sign(
            _("Parts that tripped in the last hour"),
            number(now.trips),
            now.trips == 0,
            _("Calls that failed or were slow so often that pages do without them for a while."),
        ),
    ]


def _pages() -> list[Sign]:
    counted = metrics.totals()
    answered = counted.get("entrepot_requests_total", {})
    total = sum(answered.values())
    broken = sum(count for labels, count in answered.items() if any(one.startswith("5") for one in labels))
    seconds = sum(counted.get("entrepot_request_seconds_sum", {}).values())
    mean = round(1000 * seconds / total) if total else 0
    share = percent(int(10_000 * broken / total)) if total else percent(0)
    return [
        Sign(
            _("Answers that were a failure of ours"),
            share,
            broken * 1000 <= total,
            _(
                "Of %(total)s answers since the start; a page takes %(mean)s ms in the mean.",
                total=number(int(total)),
                mean=number(mean),
            ),
        )
    ]
