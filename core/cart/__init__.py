"""What a shopper means to buy on a site: variants and quantities, and the prices that were last shown.

A cart belongs to a browser (by an unguessable token) and, after log-in, to an account. When both have one
at log-in they become one: of a variant in both, the larger quantity stays. An ordered cart is closed and
can never be ordered again.
"""
