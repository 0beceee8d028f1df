"""What a query string asks for."""

from flask import request

from core.kernel.page import PageAsk


def page_ask(size: int = 50) -> PageAsk:
    """Give the page that the query string asks for; odd input means the first."""
    number = request.args.get("page", 1, type=int)
    return PageAsk(max(1, min(number, 100_000)), size)
