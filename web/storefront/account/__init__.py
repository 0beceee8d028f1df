"""A shopper's account: the doors to it, and the pages behind them."""

from web.storefront.account import addresses, registering, resetting, signing_in, views
from web.storefront.account.blueprint import account

__all__ = ["account", "addresses", "registering", "resetting", "signing_in", "views"]
