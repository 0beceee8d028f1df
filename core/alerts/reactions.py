from core.alerts import service
from core.inventory.events import AvailabilityChanged
from core.kernel.ids import VariantId


def tell_who_waits_for_stock(event: AvailabilityChanged) -> None:
    """Have everybody told who waits for a variant that is there again."""
    for variant_id in sorted(event.variant_ids):
        service.tell_waiting(VariantId(variant_id))
