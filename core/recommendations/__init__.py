"""What goes with what: goods bought together, worked out every night from paid orders, and what sells.

A glass room on the roof: it reads the orders below, keeps its own two tables, and nobody depends on it. It names
products; whether a site sells them is asked of the assortment when they are shown.
"""
