"""The pages of a site that people write: its home page, channel pages made of blocks, and pages of text.

A page belongs to one site and speaks its languages; blocks stand on it in an order, each with its own words,
times and state. A page of text keeps every version it ever had. Links and rules are codes here: what they lead
to is found by whoever shows the page, so that this room asks nobody. It tells nobody.
"""
