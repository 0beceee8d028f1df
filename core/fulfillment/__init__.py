"""Picking, packing and handing over what was sold: the merchant's half of an order's life.

Asks orders to move and inventory to take units off the shelf.
"""
