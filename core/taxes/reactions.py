from core.catalog import queries as catalog
from core.fx.events import RatesImported
from core.kernel.ids import VariantId
from core.pricing.events import BasePriceSet
from core.taxes import service


def propose_prices_of_new_base_prices(event: BasePriceSet) -> None:
    """Bring the shown prices of variants to what their new base price asks for."""
    service.propose_shown_prices([VariantId(id) for id in event.variant_ids])


def propose_prices_at_new_rates(_: RatesImported) -> None:
    """Bring proposed prices to new rates, leaving alone what would move by less than two per cent."""
    service.propose_shown_prices(catalog.list_all_variant_ids(), keep_small_moves=True)
