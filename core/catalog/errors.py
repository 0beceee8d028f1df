from core.kernel.refusal import Conflict, NotFound, Refusal


class ProductNotFound(NotFound):
    """No such product, or it is not for this person's eyes."""

    code = "catalog.product_not_found"


class ProductGone(NotFound):
    """The product was offered once and is not any more: search engines may forget its address."""

    code = "catalog.product_gone"
    status = 410


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


class SizeGuideNotFound(NotFound):
    """No such table of sizes, or it is not this merchant's."""

    code = "catalog.size_guide_not_found"


class SizeGuideTaken(Conflict):
    """The merchant already has a table of sizes for this category and brand."""

    code = "catalog.size_guide_taken"


class SizeGuideOutdated(Conflict):
    """Somebody changed the table of sizes since it was read; facts give both versions."""

    code = "catalog.size_guide_outdated"


class SizeGuideUneven(Refusal):
    """A row of the table has more or fewer cells than there are headings; `row` counts from 1."""

    code = "catalog.size_guide_uneven"


class FilmMissing(Refusal):
    """Captions are for a film that the product has not got."""

    code = "catalog.film_missing"


class NetContentWrong(Refusal):
    """Net content of nothing or less, or in a unit that nobody knows."""

    code = "catalog.net_content_wrong"


class BarcodeWrong(Refusal):
    """No GTIN: too many or too few digits, or a check digit that does not fit them."""

    code = "catalog.barcode_wrong"
