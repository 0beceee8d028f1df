from core.checkout import service
from core.kernel import clock
from core.kernel.ids import PurchaseId
from core.orders import queries
from core.platform import log
from core.platform.db import reading, transaction
from workers.job import job
from workers.queues import QueueName

AT_ONCE = 500


@job(queue=QueueName.ORDERS, timeout=50)
def expire_unpaid_purchases() -> str:
    """Give up purchases that nobody paid in time, so that others can buy what they held."""
    with reading():
        late = queries.list_expired_ids(clock.now(), AT_ONCE)
    return f"expired {sum(_expire(purchase_id) for purchase_id in late)} of {len(late)}"


def _expire(purchase_id: PurchaseId) -> bool:
    try:
        with transaction():
            return service.expire_purchase(purchase_id)
    except Exception:  # the trouble of one purchase must not keep the stock of the others
        log.get(__name__).exception("expiring a purchase failed", purchase=purchase_id)
        return False
