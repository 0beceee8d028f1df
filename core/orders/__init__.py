"""The accepted deal: a purchase (everything placed at one checkout) and its orders, one per merchant and
stock location.

Everything on them is a snapshot: later changes of goods, prices, rates or addresses never reach them.
States change only by the moves of policy.py, under the row's lock, with history. Tells everybody what
happened; asks nobody above.
"""
