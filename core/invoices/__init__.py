"""Invoices and credit notes: numbered without a gap per legal entity and year, and never changed once issued.

Each is a snapshot of an order as it was paid, or of what went back. Listens to payments and orders; pages
draw it, as often as they like, from what it holds.
"""
