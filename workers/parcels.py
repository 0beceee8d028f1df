"""What follows from parcels and touches the network: carriers told of them, asked and listened to.

To ask a carrier is secondary: it is done through a gate of that carrier's own. To book is not: a booking that
fails is a job that is tried again.
"""

from time import monotonic

from core.fulfillment import queries, service
from core.fulfillment.events import ParcelHandedOver
from core.fulfillment.types import ParcelDetail, ParcelId
from core.kernel import clock
from core.kernel.refusal import Refusal
from core.logistics import queries as logistics
from core.logistics import service as logistics_service
from core.logistics.carriers.registry import carrier
from core.logistics.carriers.sandbox import company
from core.logistics.types import TrackingId
from core.orders import queries as orders
from core.platform import log
from core.platform.db import reading, transaction
from core.platform.guarded import LetGo
from core.platform.settings import settings
from core.switches import queries as switches
from core.switches import service as switches_service
from core.switches.types import Feature
from workers.job import finishing, job
from workers.queues import QueueName

AT_ONCE = 100
ASKING_SECONDS = 60.0  # after which a turn leaves the rest to the next one
WEBHOOKS = "/carriers/webhooks/"


@job(queue=QueueName.ORDERS, timeout=60)
def announce_parcel(event: ParcelHandedOver) -> None:
    """Tell a carrier of a parcel that was handed over, and follow it under the carrier's number."""
    with reading():
        parcel = queries.get_parcel(ParcelId(event.parcel_id))
    number = _book(parcel)
    with finishing():
        service.attach_waybill(parcel, number)


@job(queue=QueueName.ORDERS, timeout=120)
def ask_after_parcels() -> str:
    """Ask carriers after parcels that they have not told of by themselves for a while."""
    switches_service.keep_up_to_date()
    if not switches.is_on(Feature.TRACKING, None):
        return "asked 0, news 0"
    with reading():
        due = logistics.list_due_trackings(clock.now(), AT_ONCE)
    asked, news, until = 0, 0, monotonic() + ASKING_SECONDS
    for tracking_id in due:
        if monotonic() > until:
            break
        asked, news = asked + 1, news + _ask_after(tracking_id)
    return f"asked {asked}, news {news}"


@job(queue=QueueName.ORDERS, timeout=60)
def deliver_due_sandbox_scans() -> str:
    """Tell the shop what the sandbox carrier has scanned meanwhile."""
    return f"heard {company.tell_due()}"


def _book(parcel: ParcelDetail) -> str:
    with reading():
        order = orders.get_order(parcel.order_id)
        destination = orders.get_purchase(order.purchase_id).address.country
    here = settings().public_url or f"http://localhost:{settings().port}"
    return carrier(parcel.carrier).book(
        reference=parcel.number,
        service=order.shipping.service_code,
        origin=order.location_country,
        place="",
        destination=destination,
        webhook_url=f"{here}{WEBHOOKS}{parcel.carrier}",
    )


def _ask_after(tracking_id: TrackingId) -> int:
    try:
        with reading():
            tracking = logistics.get_tracking(tracking_id)
        with switches_service.gate(Feature.TRACKING, tracking.carrier).entered(passing=(Refusal,)):
            scans = carrier(tracking.carrier).fetch(tracking.number)
        with transaction():
            return logistics_service.hear(tracking.carrier, tracking.number, scans)
    except Exception as problem:  # the trouble of one parcel is not that of the others
        _note_trouble(tracking_id, problem)
        with transaction():
            logistics_service.put_off_ask(tracking_id)
        return 0


def _note_trouble(tracking_id: TrackingId, problem: Exception) -> None:
    """Log it; of a carrier that rests only that it was not asked."""
    was_not_asked = isinstance(problem, LetGo) and problem.__cause__ is None
    if was_not_asked:
        log.get(__name__).info("a carrier rests", tracking=tracking_id, reason=str(problem))
    else:
        log.get(__name__).error("asking after a parcel failed", tracking=tracking_id, exc_info=problem)
