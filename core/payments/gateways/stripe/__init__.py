"""Stripe, by its hosted payment page (Checkout): cards with 3-D Secure and whatever the account has switched on.

`client` speaks the port's verbs to the company through its own library, `mapping` and `amounts` put its words
and its sums into ours. Keys come from the settings; where one is missing, this gateway is not offered.
"""
