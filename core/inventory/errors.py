from core.kernel.refusal import Conflict, NotFound


class StockShort(Conflict):
    """Fewer units are available than wanted; facts: variant_id, wanted, available."""

    code = "inventory.stock_short"


class LocationNotFound(NotFound):
    """No such stock location."""

    code = "inventory.location_not_found"
