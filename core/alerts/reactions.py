from collections.abc import Sequence

from core.alerts import service
from core.inventory.events import AvailabilityChanged
from core.kernel.event import ids_of, together
from core.kernel.ids import VariantId


@together
def tell_who_waits_for_stock(events: Sequence[AvailabilityChanged]) -> None:
    """Have everybody told who waits for a variant that is there again."""
    service.tell_waiting([VariantId(id) for id in ids_of(event.variant_ids for event in events)])
