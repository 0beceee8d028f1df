from core.kernel.refusal import Conflict, NotFound, Refusal


class FlashSaleNotFound(NotFound):
    """There is no such flash sale."""

    code = "flash_sales.not_found"


class FlashSaleOutdated(Conflict):
    """Somebody else changed the sale since it was read."""

    code = "flash_sales.outdated"


class FlashTermsWrong(Refusal):
    """What was decided can't be; the fact `field` names what, `why` is a code."""

    code = "flash_sales.terms_wrong"


class FlashSaleMeets(Conflict):
    """Another sale of the same variant on the same site is on at that time."""

    code = "flash_sales.meets"


class FlashShareTaken(Conflict):
    """The shopper has what one shopper may have; facts variant_id, most."""

    code = "flash_sales.share_taken"


class FlashSaleOver(Conflict):
    """The sale ended while the shopper was ordering; fact variant_id."""

    code = "flash_sales.over"
