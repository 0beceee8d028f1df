"""Coupons that shoppers claim: so many of them, one for each account, first come first served.

Owns offers (what may be claimed, how many, from when until when) and claims (who has which coupon). A rush is taken
into a line in Valkey by one call and settled in order; the primary key of claims in PostgreSQL is the truth, and the
line is made anew from it whenever it was lost. What a coupon is worth in a cart is not known here yet. Asks accounts
and sites by id only; tells whoever listens that coupons were claimed.
"""
