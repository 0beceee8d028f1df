"""A payment company for trying the shop out: it behaves like a real one, and no money moves.

`client` and `mapping` are our side: the gateway port, spoken to this company. `provider` and `models` are
the company itself, with its own words, its own tables and its own transactions; nobody but `client`, the
job that sends its webhooks and its hosted pay page (web/sandbox_pay) speaks to it.
"""
