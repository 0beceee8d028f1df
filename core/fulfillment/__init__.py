"""Picking, packing and handing over what was sold, until it has arrived: the second half of an order's life.

Asks orders to move, inventory to take units off the shelf, and logistics to follow what was handed over.
"""
