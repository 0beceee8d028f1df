"""The guided way from cart to order.

Holds what a shopper entered on the way, makes the quote (one ordered pipeline for cart, checkout and
placing), places the purchase in one transaction, and brings payments, orders and stock together when
money arrives, comes late or goes back.
"""
