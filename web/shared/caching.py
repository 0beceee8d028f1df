"""Pages that everybody shares: how long others may keep them, and what they hang on."""

from flask import Response, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from web.shared.respond import SWAPS_VARY

# A cache that can purge by Surrogate-Key may keep pages far longer; this is for those that cannot.
SHARED = "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"
AGAIN = "entrepot.again"  # where the WSGI environment may have what to do for so many further looks at a page
ALIKE = "entrepot.alike"  # where it has whether a stranger was given what every stranger is given


def shared(page: str | BaseResponse) -> Response:
    """Let caches keep a page that is the same for everybody with its address, currency and language.

    Browsers ask again each time and mostly hear 304; caches in between keep it for a minute. The language is in
    the address, the currency in a cookie, so the page must vary by `Cookie`: without that a cache would show one
    shopper's currency to all. An operator's cache that understands cookies narrows the key to `currency` alone;
    no other cookie is read on these pages. The tag is weak, so that it also holds for the compressed page.
    """
    response = make_response(page)
    response.headers["Cache-Control"] = SHARED
    response.vary.update(("Cookie", *SWAPS_VARY))
    return _tagged(response)


def alike_for_strangers() -> None:
    """Let an answer that hangs on address and cookies alone be shown to others who bring nothing of their own."""
    if ALIKE in request.environ:
        request.environ[ALIKE] = True


def for_an_hour(response: Response) -> Response:
    """Let everybody keep what depends on nothing but its address."""
    response.headers["Cache-Control"] = "public, max-age=3600"
    return _tagged(response)


def _tagged(response: Response) -> Response:
    if response.status_code == 200:
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response
