"""Flash sales: units of one variant set aside for one site, at a price of their own, from one moment to another.

Nouns: flash sale, its pool, share (what one shopper has of it), taking (what an order line took). It conducts pricing
(the price of the window) and inventory (the pool); checkout asks it to count shares. Who waits to be let in is kept
by `platform.turnstile`, not here.
"""
