"""Wish lists, and what was looked at last: for guests and for shoppers with an account alike."""
