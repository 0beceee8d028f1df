"""From a page's files to an answer: encodings, headers, and the word that buying is paused."""

import gzip
from functools import lru_cache
from http import HTTPStatus

from flask import Flask
from flask_babel import force_locale

from core.publishing import queries
from core.publishing.types import Address, Drawn, Note
from web.shared.compression import MOST_TEMPERS, encodings_in
from web.shared.site import page_language
from web.windows.memory import Headers, Shown

BEST_FIRST = ("br", "zstd", "gzip")
PLAIN = ""  # no encoding at all
BEFORE = b"<main "
MARK = ("X-Page", "generated")


@lru_cache(maxsize=MOST_TEMPERS)
def encoding_for(accepted: str) -> str:
    """Choose an encoding by an Accept-Encoding header: the smallest of those the browser takes."""
    taken = encodings_in(accepted)
    anything = taken.get("*", False)
    return next((name for name in BEST_FIRST if taken.get(name, anything)), PLAIN)


def shown(address: Address, note: Note, encoding: str, look_again_at: float) -> Shown | None:
    """Make the files of a page ready to be sent; None while another page is being put in their place."""
    body = queries.read_body(address, note, encoding or "gzip")
    if body is None:
        return None
    if encoding == PLAIN:
        body = gzip.decompress(body)
    shared = _headers(note)
    return Shown(
        address=address,
        name=queries.name_of(address),
        note=note,
        status=f"{note.status} {HTTPStatus(note.status).phrase}",
        headers=[*shared, *_of_body(body, encoding)],
        headers_unchanged=[one for one in shared if one[0].lower() != "content-type"],
        body=body,
        look_again_at=look_again_at,
    )


def once(address: Address, drawn: Drawn) -> Shown:
    """Make an answer that is not kept ready to be sent."""
    note = Note(drawn.status, "", drawn.headers, 0, "", {})
    headers = [*drawn.headers, ("Content-Length", str(len(drawn.body)))]
    status = f"{drawn.status} {HTTPStatus(drawn.status).phrase}"
    return Shown(address, "", note, status, headers, headers, drawn.body, 0.0)


def is_unchanged(page: Shown, known_tags: str) -> bool:
    """Say whether a browser has the page already; tags are compared weakly."""
    own = page.note.etag.removeprefix("W/")
    if not own:  # what is not kept has no tag, and an empty one in a list says nothing
        return False
    tags = (tag.strip().removeprefix("W/") for tag in known_tags.split(","))
    return page.note.status == HTTPStatus.OK and any(tag in {own, "*"} for tag in tags)


def paused(page: Shown, encoding: str, words: bytes) -> tuple[Headers, bytes]:
    """Give a page with the word that buying is paused put before its main part; nobody shall keep that."""
    if page.paused is None:
        stored = queries.read_body(page.address, page.note, "gzip")
        plain = gzip.decompress(stored) if stored is not None else b""
        whole = plain.replace(BEFORE, words + BEFORE, 1) if plain else page.body
        if not plain:
            return page.headers, page.body
        body = gzip.compress(whole, 1, mtime=0) if encoding else whole
        dropped = {"etag", "cache-control"}
        own = [one for one in _headers(page.note) if one[0].lower() not in dropped]
        own.append(("Cache-Control", "no-cache"))
        page.paused = [*own, *_of_body(body, "gzip" if encoding else PLAIN)], body
    return page.paused


def words_of_pause(app: Flask) -> dict[str, bytes]:
    """Write the word that buying is paused in every language; asks no database."""
    from web.shared.site import LANGUAGES

    template = app.jinja_env.get_template("shared/_paused.html")
    words = {}
    for code in LANGUAGES:
        with app.test_request_context(), force_locale(page_language(code).locale):
            words[code] = template.render().strip().encode()
    return words


def _headers(note: Note) -> Headers:
    return [*note.headers, ("ETag", note.etag), MARK]


def _of_body(body: bytes, encoding: str) -> Headers:
    own = [("Content-Length", str(len(body))), ("Vary", "Accept-Encoding")]
    return [*own, ("Content-Encoding", encoding)] if encoding else own
