"""The verbs of checkout, by noun."""

from core.checkout.policy import tidy_firm, tidy_gift
from core.checkout.service.canceling import (
    bring_goods_back,
    cancel_order,
    expire_purchase,
    withdraw_purchase,
)
from core.checkout.service.entering import carry_over, save_contact, save_methods
from core.checkout.service.forgetting import forget_abandoned_carts, forget_closed_carts
from core.checkout.service.holding import count_pool, holding_units, list_wanted
from core.checkout.service.paying import pay_again, settle_payment
from core.checkout.service.placing import fingerprint_of, place_order
from core.checkout.service.quoting import list_ways, quote

__all__ = [
    "bring_goods_back",
    "cancel_order",
    "carry_over",
    "count_pool",
    "expire_purchase",
    "fingerprint_of",
    "forget_abandoned_carts",
    "forget_closed_carts",
    "holding_units",
    "list_wanted",
    "list_ways",
    "pay_again",
    "place_order",
    "quote",
    "save_contact",
    "save_methods",
    "settle_payment",
    "tidy_firm",
    "tidy_gift",
    "withdraw_purchase",
]
