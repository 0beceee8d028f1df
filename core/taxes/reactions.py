from core.kernel.ids import VariantId
from core.pricing.events import BasePriceSet
from core.taxes import service


def propose_prices_of_new_base_prices(event: BasePriceSet) -> None:
    """Bring the shown prices of variants to what their new base price asks for."""
    service.propose_shown_prices([VariantId(id) for id in event.variant_ids])
