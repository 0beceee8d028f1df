"""The publisher: draws stale pages as soon as they are due, and is a process of its own.

The registry is its queue. The database rings when pages were marked, so it needs no other queue and goes on while that
is away; any number of publishers may run. Urgent pages go in small turns, so that an edit never waits behind a
release; what has time goes at half the speed of the machine.
"""

import signal
from collections.abc import Iterator
from threading import Event as Flag
from time import monotonic
from types import FrameType
from urllib.parse import urlencode

from core.content import queries as content
from core.content.types import PageKind
from core.kernel.texts import Texts, pick
from core.platform import db, log
from core.platform.bell import Bell, DatabaseOutage, outages_told
from core.platform.db import reading, transaction
from core.platform.settings import settings
from core.publishing import queries, service
from core.publishing.service import BELL
from core.publishing.types import Address, Drawn
from core.publishing.types import PageKind as GeneratedKind
from core.search import queries as search
from core.search.types import Place
from core.sites import queries as sites
from core.sites.types import SiteDetail
from core.switches import service as switches
from workers import pausing
from workers.job import job
from workers.queues import QueueName

AT_ONCE = 8
LONGEST_REST = 2.0
PRODUCTS_AT_ONCE = 500
MOST_SEARCHES = 200
CONTENT_FOLDERS = {PageKind.CHANNEL: "e", PageKind.TEXT: "pages"}


def main() -> None:
    """Publish until SIGTERM or SIGINT; the pages at hand are finished first."""
    stop = Flag()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    log.get(__name__).info("publishing")
    pausing.start(stop)
    switches.start_watching(transaction)
    run_until(stop)


def run_until(stop: Flag) -> None:
    """Draw what is due until asked to stop; wait for the bell in between, and for the database to come back."""
    while not stop.is_set():
        try:
            with Bell(BELL) as bell:
                _find_unwritten()
                while not stop.is_set():
                    began = monotonic()
                    taken, hurries = take_turn()
                    if not taken:
                        bell.wait(_idle())
                    elif not hurries:
                        bell.wait(min(monotonic() - began, LONGEST_REST))
        except DatabaseOutage as problem:
            log.get(__name__).warning("the database is away", problem=str(problem))
            db.forget_engine()
            stop.wait(1)


def _find_unwritten() -> None:
    with outages_told(), transaction():
        found = service.mark_unwritten()
    if found:
        log.get(__name__).warning("pages were drawn and never written", pages=found)


def take_turn(*, patient: int = 1) -> tuple[int, bool]:
    """Draw a few of the pages that are due; gives how many it took on, and whether they were urgent."""
    from web.rendering import page_release

    with outages_told():
        with transaction():
            taken, hurries = service.take(AT_ONCE, page_release(), patient=patient)
        if taken:
            draw(taken, page_release())
    return len(taken), hurries


def _idle() -> float:
    with outages_told(), reading():
        return service.seconds_to_next()


def draw(addresses: list[Address], release: str) -> int:
    """Draw pages and put them in place; gives how many. One that fails keeps its files and is tried again."""
    with reading():
        as_of = queries.newest_change()
    switches.keep_up_to_date()  # after `as_of`: what a switch has marked is drawn as that switch says
    drawn, failed = [], []
    for address in addresses:
        page = _draw(address)
        if page is None:
            failed.append(address)
        else:
            drawn.append((address, page))
    with transaction():
        finished = service.finish(drawn, as_of=as_of, release=release)
        service.note_failures(failed)
    service.announce(service.put_in_place(finished, release))
    return len(drawn)


def _draw(address: Address) -> Drawn | None:
    from web.rendering import render_page

    try:
        page = render_page(address)
    except Exception:  # one page must not keep the others
        log.get(__name__).exception("a page could not be drawn", path=address.path)
        return None
    if page.status >= 500:
        log.get(__name__).error("a page could not be drawn", path=address.path, status=page.status)
        return None
    return page


@job(queue=QueueName.DEFAULT, timeout=300)
def enter_pages() -> str:
    """Enter the pages that are to be there before anybody asks, and mark those whose time is over."""
    with transaction():
        outlived = service.mark_outlived()
    return f"entered {enter(everything=settings().pages_ahead == 'all')}, outlived {outlived}"


@job(queue=QueueName.DEFAULT, timeout=60)
def keep_popular_searches() -> str:
    """Have the first pages of what is searched for most lie there like a file, and no others."""
    new, dropped = (0, 0) if settings().pages_ahead == "none" else enter_popular_searches()
    return f"entered {new}, dropped {dropped}"


def enter_popular_searches() -> tuple[int, int]:
    """Enter the first pages of popular searches and drop those of others; gives how many are new and how many went."""
    with reading():
        shops = {shop.id: shop for shop in sites.list_sites()}
        popular = search.list_popular(MOST_SEARCHES)
    places = [
        (
            one.site_id,
            shops[one.site_id].default_currency,
            f"/{one.language}/search?{urlencode({'q': one.query})}",
        )
        for one in popular
        if one.language in shops[one.site_id].languages
    ]
    with transaction():
        dropped = service.leave_only(GeneratedKind.SEARCH, places)
        new = service.want(places)
    service.take_away(dropped)
    return new, len(dropped)


@job(queue=QueueName.DEFAULT, timeout=600)
def sweep_pages() -> str:
    """Take away files that no page has, forget pages long gone, and let old favorites cool down."""
    with transaction():
        gone = service.forget_gone()
        service.cool_down()
    with reading():
        orphans = service.drop_orphans()
    return f"orphans {orphans}, gone {gone}"


def enter(*, everything: bool, all_currencies: bool = False, is_asked: bool = False) -> int:
    """Enter pages of every site, its lists or everything, in its own currency or in all; gives how many are new."""
    if settings().pages_ahead == "none" and not is_asked:
        return 0
    with reading():
        shops = sites.list_sites()
    new = 0
    for shop in shops:
        currencies = shop.currencies if all_currencies else (shop.default_currency,)
        for places in _places(shop, everything=everything):
            rows = [(shop.id, currency, path) for path in places for currency in currencies]
            with transaction():
                new += service.want(rows)
    return new


def _places(shop: SiteDetail, *, everything: bool) -> Iterator[list[str]]:
    """Give the paths of a site's pages in every language, in parts."""
    with reading():
        homes = [f"/{language}/" for language in shop.languages]
        places = {
            "c": search.list_category_places(shop),
            "m": search.list_merchant_places(shop),
            "b": search.list_brand_places(shop),
        }
        lists = [path for folder, found in places.items() for path in _paths(folder, found, shop)]
        written = [
            f"/{language}/{CONTENT_FOLDERS[kind]}/{_slug(slugs, shop, language)}"
            for kind, slugs, _ in content.list_published_slugs(shop.id)
            for language in shop.languages
        ]
    yield homes + lists + written
    for offset in range(0, 1_000_000_000 if everything else 0, PRODUCTS_AT_ONCE):
        with reading():
            found = search.list_product_places(shop, offset=offset, limit=PRODUCTS_AT_ONCE)
        if not found:
            return
        yield _paths("p", found, shop)


def _paths(folder: str, places: list[Place], shop: SiteDetail) -> list[str]:
    return [
        f"/{language}/{folder}/{_slug(place.slugs, shop, language)}"
        for place in places
        for language in shop.languages
    ]


def _slug(slugs: Texts, shop: SiteDetail, language: str) -> str:
    return pick(slugs, shop.chain(language))
