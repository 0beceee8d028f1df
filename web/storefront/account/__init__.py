"""A shopper's account: the doors to it, and the pages behind them."""

from web.storefront.account import (
    addresses,
    changing,
    coupons,
    privacy,
    profile,
    registering,
    resetting,
    second_step,
    sessions,
    signing_in,
    telling,
    views,
    waiting,
)
from web.storefront.account.blueprint import account

__all__ = [
    "account", "addresses", "changing", "coupons", "privacy", "profile", "registering", "resetting", "second_step",
    "sessions", "signing_in", "telling", "views", "waiting",
]  # fmt: skip
