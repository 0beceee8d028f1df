"""Money coming in and going back: payments of a payable (a purchase's id), their authorization, capture,
void and refunds, and what gateways told us.

A gateway's word arrives as often and in as odd an order as it likes: it is stored, told once, and moves
the payment only forward. Network calls to gateways happen at the edges, never in a transaction. Tells
everybody when money moved.
"""
