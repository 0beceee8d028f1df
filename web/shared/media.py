"""Pictures: public files under names that never mean anything else, so browsers keep them for a year."""

from flask import Blueprint, Response, request

from core.media import queries
from web.shared.guard import public

FOREVER = "public, max-age=31536000, immutable"

media = Blueprint("media", __name__, url_prefix="/media")


@media.get("/<path:name>")
@public
def file(name: str) -> Response:
    """Give a public file; originals and anything else are 404."""
    if queries.is_public_name(name) and name in request.if_none_match:
        return _kept(Response(status=304), name)
    found = queries.read_public_file(name)
    return _kept(Response(found.content, content_type=found.content_type), name)


def _kept(response: Response, name: str) -> Response:
    # The name stands for the content, so it is its own fingerprint.
    response.set_etag(name)
    response.headers["Cache-Control"] = FOREVER
    return response
