"""Pictures and films: public files under names that never mean anything else, so browsers keep them for a year."""

from collections.abc import Iterator

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from core.media import queries
from web.shared.guard import public

FOREVER = "public, max-age=31536000, immutable"
STRETCH = 256 * 1024
LARGEST_PART = 4 * 1024 * 1024

media = Blueprint("media", __name__, url_prefix="/media")


@media.get("/<path:name>")
@public
def file(name: str) -> Response:
    """Give a public file; originals and anything else are 404."""
    if queries.is_video_name(name):
        return _film(name)
    if queries.is_captions_name(name):
        return _captions(name)
    if queries.is_public_name(name) and name in request.if_none_match:
        return _kept(Response(status=304), name)
    found = queries.read_public_file(name)
    return _kept(Response(found.content, content_type=found.content_type), name)


def _captions(name: str) -> Response:
    """Give the captions of a film."""
    if name in request.if_none_match:
        return _kept(Response(status=304), name)
    found = queries.read_captions(name)
    return _kept(Response(found.content, content_type=found.content_type), name)


def _film(name: str) -> Response:
    """Give a film, or the stretch that is asked for: players ask for many, and never for more than they show."""
    size = queries.size_of_video(name)
    if name in request.if_none_match:
        return _kept(Response(status=304), name)
    asked = request.range.range_for_length(size) if request.range and _may_be_part(name) else None
    if request.range and asked is None and _may_be_part(name):
        raise RequestedRangeNotSatisfiable(size)
    start, stop = asked or (0, size)
    stop = min(stop, start + LARGEST_PART) if asked else stop
    response = Response(_stretches(name, start, stop), content_type="video/mp4")
    response.content_length = stop - start
    response.accept_ranges = "bytes"
    if asked:
        response.status_code = 206
        response.content_range.set(start, stop, size)
    return _kept(response, name)


def _stretches(name: str, start: int, stop: int) -> Iterator[bytes]:
    for at in range(start, stop, STRETCH):
        yield queries.read_video(name, at, min(at + STRETCH, stop))


def _may_be_part(name: str) -> bool:
    """A part is given only of the very film the browser has begun with."""
    begun_with = request.if_range.etag
    return begun_with is None or begun_with == name


def _kept(response: Response, name: str) -> Response:
    # The name stands for the content, so it is its own fingerprint.
    response.set_etag(name)
    response.headers["Cache-Control"] = FOREVER
    return response
