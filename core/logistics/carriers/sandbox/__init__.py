"""A carrier that behaves as real ones do: it accepts parcels, moves them along their way in time, and tells of it.

It plays another company behind a network: its tables are its own, and nobody calls it inside a transaction.
"""
