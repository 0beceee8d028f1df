"""Serving generated pages before the application is entered.

In this order: the memory of the process, the files, drawing it (one at a time in all processes), and while the
database is away whatever was drawn last. What is asked for with a query goes to the application,
unless it is one of the searches that lie there, or everybody may see the answer and somebody has just been given it;
what is personal goes there as it is, and so does what htmx asks for, unless a stranger asks for what another stranger
has just been given, or all that a page names of what is live is at hand (decision 33).
"""

from collections.abc import Callable, Iterable, Mapping
from threading import Event as Flag
from threading import Lock
from time import monotonic
from typing import Any

from flask import Flask

from core.platform import log
from core.platform.db import OUTAGES, reading, transaction
from core.platform.settings import settings
from core.publishing import queries, service
from core.publishing.types import Address, Drawn, Note, PageKind
from core.switches import queries as switched
from core.switches import service as switches
from web.release import template_release
from web.shared.caching import ALIKE
from web.shared.compression import takes_gzip
from web.shared.site import NoSite, name_of_host
from web.storefront.live import early
from web.windows import answers
from web.windows.asking import ODD, Hosts, asked_page, currency_in, is_of_stranger
from web.windows.drawing import NotForAll, draw
from web.windows.glimpses import Glimpses
from web.windows.memory import Key, Memory, Shown

TOLD_SECONDS = 10.0  # how long a page in memory is trusted while the radio tells of changes
UNTOLD_SECONDS = 1.0  # and while it does not
PATIENCE_SECONDS = 5.0  # how long somebody waits for another to draw the page
MEGABYTE = 1 << 20


class Windows:
    """WSGI: answers with generated pages that `app` draws, and hands everything else on."""

    def __init__(
        self, app: Flask, onward: Any = None, watch: "Callable[[Windows], None] | None" = None
    ) -> None:
        self.app = app
        self.onward = early.Renewing(onward or app)
        self._watch = watch
        self.hosts = Hosts()
        self.memory = Memory(settings().page_memory * MEGABYTE)
        self.glimpses = Glimpses()
        self.stop = Flag()
        self._starting = Lock()
        self.is_told = False  # whether the radio tells of changes
        self.is_away = False  # whether the database is
        self._proxies = settings().trusted_proxies
        self._paused_words: Mapping[str, bytes] | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self._watch is not None:
            self._start()
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "HEAD"}:
            return self.onward(environ, start_response)
        encoding = answers.encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        cookies = environ.get("HTTP_COOKIE", "")
        if "HTTP_HX_REQUEST" in environ:
            return self._swapped(cookies, encoding, environ, start_response)
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING")
        asked = f"{path}?{query}" if query else path
        key = (self._host(environ), asked, currency_in(cookies) if cookies else "", encoding)
        page = self.memory.get(key)
        if page is None or monotonic() > page.look_again_at:
            page = self._find(key, cookies, page)
            if page is None:
                return self._glimpsed(key, environ, start_response)
        return self._answer(page, environ, start_response, encoding)

    def _swapped(
        self, cookies: str, encoding: str, environ: dict[str, Any], start_response: Any
    ) -> Iterable[bytes]:
        """Have the application draw a fragment, or give a stranger what it has just drawn for another one.

        What is live is put together from what is at hand.
        """
        if "HTTP_HX_HISTORY_RESTORE_REQUEST" in environ:
            return self.onward(environ, start_response)
        if not is_of_stranger(cookies):
            if self.is_away or not early.is_live(environ):
                return self.onward(environ, start_response)
            return early.answer(self._host(environ), self.onward, environ, start_response)
        environ[ALIKE] = False
        asked = f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
        key = (self._host(environ), asked, f"swap {cookies}", encoding)
        return self._glimpsed(key, environ, start_response)

    def _glimpsed(self, key: Key, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Have the application answer, or the memory of what it has just answered to others."""
        host, asked, currency, encoding = key
        if self.is_away or currency == ODD:
            return self.onward(environ, start_response)
        shrinks = "gzip" if encoding and takes_gzip(environ["HTTP_ACCEPT_ENCODING"]) else ""
        key = (host, asked, currency, f"{shrinks} {switched.flips()}")
        found: Iterable[bytes] = self.glimpses.answer(key, self.onward, environ, start_response)
        return found

    def _start(self) -> None:
        """Begin what goes on besides requests with the first of them; whoever only imports a server starts nothing."""
        with self._starting:
            watch, self._watch = self._watch, None
        if watch is not None:
            watch(self)

    def forget_changed(self, name: str) -> None:
        """Drop a page of which somebody told that it is another one now."""
        self.memory.forget(name)

    def _answer(
        self, page: Shown, environ: dict[str, Any], start_response: Any, encoding: str
    ) -> list[bytes]:
        page.asks += 1
        headers, body = page.headers, page.body
        if self.is_away:
            if page.note.status == 200:
                headers, body = answers.paused(page, encoding, self._words_of_pause(page.address))
        elif "HTTP_IF_NONE_MATCH" in environ and answers.is_unchanged(page, environ["HTTP_IF_NONE_MATCH"]):
            start_response("304 Not Modified", list(page.headers_unchanged))
            return []
        start_response(page.status, list(headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _find(self, key: Key, cookies: str, known: Shown | None) -> Shown | None:
        """Look at the files: what is in memory may still be good, or another page may lie there, or none yet."""
        address = known.address if known else asked_page(self.hosts, key[0], key[1], cookies)
        if address is None:
            return None
        until = monotonic() + (TOLD_SECONDS if self.is_told else UNTOLD_SECONDS)
        if known is not None and queries.stamp_of(address) == known.note.stamp:
            known.look_again_at = until
            return known
        note = queries.find_note(address) or self._draw(address)
        if isinstance(note, Drawn):
            return answers.once(address, note)
        page = self._shown(address, note, key[3], until)
        if page is None:
            self.memory.forget(queries.name_of(address))
            return None
        self.memory.put(key, page)
        return page

    def _shown(self, address: Address, note: Note | None, encoding: str, until: float) -> Shown | None:
        """Read a page; where another is just taking its place, read that one."""
        for _ in range(3):
            page = answers.shown(address, note, encoding, until) if note else None
            if page is not None or note is None:
                return page
            note = queries.find_note(address)
        return None

    def _draw(self, address: Address) -> Note | Drawn | None:
        """Draw a page that was never asked for. One does it, the others wait and find it; else the application answers.

        No search is: they are without end, and those that many make are drawn ahead. What may not be kept, such as the
        word that there is no such page, is given as it was drawn.
        """
        if self.is_away or queries.kind_of(address.path) is PageKind.SEARCH:
            return None
        try:
            with service.sole(address, patience=PATIENCE_SECONDS) as is_ours:
                if is_ours and not queries.stamp_of(address):
                    drawn = self._draw_alone(address)
                    if not drawn.is_lasting:
                        return drawn
        except (*OUTAGES, NoSite, NotForAll, OSError) as problem:
            log.get("web").warning("page not kept", path=address.path, reason=type(problem).__name__)
        return queries.find_note(address)

    def _draw_alone(self, address: Address) -> Drawn:
        with reading():
            as_of = queries.newest_change()
        switches.keep_up_to_date()  # after `as_of`: nothing is drawn as a switch said before it marked pages
        drawn = draw(self.app, address)
        if drawn.is_lasting:
            self._keep(address, drawn, as_of)
        return drawn

    def _keep(self, address: Address, drawn: Drawn, as_of: int) -> None:
        with transaction():
            finished = service.finish([(address, drawn)], as_of=as_of, release=template_release())
        service.put_in_place(finished, template_release())

    def _words_of_pause(self, address: Address) -> bytes:
        if self._paused_words is None:
            self._paused_words = answers.words_of_pause(self.app)
        return self._paused_words.get(address.language, b"")

    def _host(self, environ: dict[str, Any]) -> str:
        """Give the host name that is asked for; believed of as many proxies as the settings say."""
        if self._proxies:
            told = environ.get("HTTP_X_FORWARDED_HOST", "").split(",")
            if len(told) >= self._proxies and told[-self._proxies].strip():
                return name_of_host(told[-self._proxies].strip())
        return name_of_host(environ.get("HTTP_HOST", ""))
