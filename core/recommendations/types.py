from dataclasses import dataclass

from core.kernel.ids import MerchantId, ProductId


@dataclass(frozen=True, slots=True)
class Companion:
    """A product that goes with another; `merchant_id` is for the sake of variety."""

    product_id: ProductId
    merchant_id: MerchantId
