from functools import partial

from flask import request

from core.platform import log
from core.platform.db import OUTAGES, transaction
from core.search import service
from web.shared import made_of
from web.shared.caching import AGAIN
from web.shared.resting import takes_changes
from web.shared.site import current_language, current_site
from web.storefront.catalog.search_page import Search

MACHINES = ("bot", "crawl", "spider", "slurp", "preview")


def note(done: Search) -> None:
    """Count a search for whoever improves the shop; a page is shown all the same where that fails."""
    if not done.is_first_look or not takes_changes():
        return
    if not done.query or request.method != "GET" or made_of.is_to_be_kept() or _is_by_a_machine():
        return
    count = partial(service.note_search, current_site().id, current_language(), done.query, done.results)
    request.environ[AGAIN] = count
    try:
        with transaction():
            count(1)
    except OUTAGES as problem:
        log.get(__name__).warning("a search was not counted", problem=type(problem).__name__)


def _is_by_a_machine() -> bool:
    said = request.user_agent.string.lower()
    is_ahead = request.headers.get("Sec-Purpose", "").startswith("prefetch")
    return is_ahead or any(word in said for word in MACHINES)
