from core.kernel.refusal import Conflict, NotFound, Refusal


class DataExportNotFound(NotFound):
    """No such copy of this account's data, or it is no longer kept."""

    code = "privacy.export_not_found"


class TooManyExports(Refusal):
    """A copy was made `most` times today already."""

    code = "privacy.too_many_exports"


class OrdersOpen(Conflict):
    """Orders are still on their way: an account cannot go before they have arrived or been canceled."""

    code = "privacy.orders_open"
