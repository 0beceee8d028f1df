from core.kernel.refusal import Conflict, NotFound, Refusal


class ProductNotFound(NotFound):
    """No such product, or it is not for this person's eyes."""

    code = "catalog.product_not_found"


class CategoryNotFound(NotFound):
    """No such category on this site."""

    code = "catalog.category_not_found"


class ProductOutdated(Conflict):
    """Somebody changed the product since it was read; facts give both versions."""

    code = "catalog.product_outdated"


class ProductIncomplete(Refusal):
    """A product can't go live yet; the fact `missing` lists what it lacks."""

    code = "catalog.product_incomplete"


class UnknownCode(Refusal):
    """A category, attribute, option or choice code that the catalog does not know."""

    code = "catalog.unknown_code"


class SkuTaken(Conflict):
    """The merchant already has a variant with this SKU."""

    code = "catalog.sku_taken"
