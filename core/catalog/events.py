from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ProductListed(Event):
    """A merchant described a product; it is a draft."""

    product_id: int
    merchant_id: int


@dataclass(frozen=True, kw_only=True)
class ProductPublished(Event):
    """A product can be bought from now on."""

    product_id: int
    merchant_id: int


@dataclass(frozen=True, kw_only=True)
class ProductTakenOffline(Event):
    """A product can't be bought any more."""

    product_id: int
    merchant_id: int


@dataclass(frozen=True, kw_only=True)
class ProductChanged(Event):
    """A product's texts, attributes or pictures changed."""

    product_id: int
    merchant_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class CategoryChanged(Event):
    """A category came, or its texts changed."""

    category_id: int


@dataclass(frozen=True, kw_only=True)
class BrandChanged(Event):
    """A brand came, or its name changed."""

    code: str


@dataclass(frozen=True, kw_only=True)
class AttributeChanged(Event):
    """An attribute came, or got further choices."""

    attribute_id: int


@dataclass(frozen=True, kw_only=True)
class BarcodeChanged(Event):
    """A variant of a product is found by another barcode now, or by none."""

    product_id: int
    merchant_id: int
