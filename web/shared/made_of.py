"""What a page is made of: views name it while they work, whoever keeps the page reads it.

The names travel as `Surrogate-Key`, by which caches in front purge every page that shows a thing. A page that time
alone will change says until when it is good. Names are those of `core/publishing/reactions.py`: a product's own page
(product-page), its card (product), which goods a category (listing), a merchant (store) or a brand has and how many
(brand), names (category, merchant, brand-name), what it costs to send from a stock location (tariffs), written pages
(content), the footer's links (links), what was asked of the switches (switches, by feature), and what stands on pages
without a number: menu, which goods stand on shelves (shelves, reduced, small-prices), merchants, vocabulary.
"""

from datetime import datetime
from typing import Any

from flask import Response, g, has_request_context, request

from core.publishing import queries as publishing
from web.shared.site import current_site

HEADER = "Surrogate-Key"
PLACES = ("site:", "page:")
PLACE = "entrepot.made_of"  # where the WSGI environment has a dict for what no header says


def note(kind: str, *ids: object) -> None:
    """Name things that the page of this request shows; without a number, all of a kind."""
    if has_request_context():
        _noted().update(f"{kind}:{id}" for id in ids) if ids else _noted().add(kind)


def good_until(instant: datetime | None) -> None:
    """Say that the page is another one from an instant on; the earliest one counts."""
    if instant is not None and is_to_be_kept():
        facts: dict[str, Any] = request.environ[PLACE]
        facts["until"] = min(instant, facts.get("until", instant))


def is_to_be_kept() -> bool:
    """Say whether the page is drawn for whoever will ask for it, and nobody looks at it now."""
    return has_request_context() and PLACE in request.environ


def tell(response: Response) -> Response:
    """Say in a header what a page that may be kept is made of."""
    if "made_of" in g and response.status_code in {200, 301, 410}:
        response.headers[HEADER] = " ".join([*_place(), *sorted(g.made_of)])
    return response


def parts_in(told: str) -> tuple[str, ...]:
    """Give what a page is made of by its header; where it stands is no part of it."""
    return tuple(key for key in told.split() if not key.startswith(PLACES))


def _place() -> tuple[str, str]:
    """Say where the page stands: all that a proxy knows, which serves files and asks nobody."""
    code = current_site().code
    path, query = request.path, request.query_string.decode("latin-1")
    if query and publishing.kind_of(f"{path}?{query}") is not None:
        path = f"{path}?{query}"
    return publishing.site_key(code), publishing.page_key(code, path)


def _noted() -> set[str]:
    if "made_of" not in g:
        g.made_of = set()
    noted: set[str] = g.made_of
    return noted
