"""What is there and what is promised: stock per variant and location.

Every change is a movement in a ledger that only grows, and moves the balance row beside it in the same
transaction; on hand and reserved are the sums of their movements. Available = on hand − reserved. Sites
share locations, so a sale on one reduces all. Tells everybody when what is available changes.
"""
