"""A person's own data: handing out a copy of everything, and deleting an account.

Asks every room below for what it keeps of an account. What the law wants kept stays with the orders; all
else is given back to nobody. Tells when a copy is wanted.
"""
