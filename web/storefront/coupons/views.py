"""Coupons to be claimed: one page that everybody shares, and one for each offer that knows who looks at it."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from core.kernel import clock
from core.kernel.ids import AccountId
from core.kernel.texts import pick
from core.platform.db import transaction
from core.promotions import queries, service
from core.promotions.types import Offer, Standing
from web.shared.alternates import addresses
from web.shared.caching import shared
from web.shared.guard import public
from web.shared.pages import href
from web.shared.prose import prose
from web.shared.respond import is_swap, respond, see_other
from web.shared.short_cache import ShortCache
from web.shared.signed_in import remote_network, shopper_id
from web.shared.site import current_chain, current_language, current_site
from web.storefront.area import area
from web.storefront.catalog.listing import trail_to

coupons = area("coupons", __name__)

CLAIM = "storefront/coupons/_claim.html"
ANSWER_SECONDS = 60.0
_answers: ShortCache[str] = ShortCache(512)
MOST_LOOKS = 9  # after which a page looks every ten seconds whether its shopper's turn has come


@coupons.get("/coupons")
@public
def list_offers() -> Response:
    """List what can be claimed; the same for everybody."""
    offers = [card_of(offer) for offer in queries.list_open_offers(current_site().id)]
    page = render_template(
        "storefront/coupons/list.html",
        offers=offers,
        addresses=addresses("coupons.list_offers"),
        trail=trail_to(None, _("Coupons")),
    )
    return shared(page)


@coupons.get("/coupons/<code>")
@public
def show(code: str) -> BaseResponse:
    """Show one offer and how the shopper stands to it; who waits in line asks for the fragment again."""
    offer = queries.get_published_offer(current_site().id, code)
    account_id, card = shopper_id(), card_of(offer)
    standing = queries.find_standing(offer, account_id) if account_id else queries.window_of(offer)
    looks = min(max(0, request.args.get("look", 0, type=int)), MOST_LOOKS)
    response = respond(
        "storefront/coupons/show.html",
        fragment=CLAIM,
        one=card,
        code=offer.code,
        trail=[*trail_to(None), (_("Coupons"), href("coupons.list_offers")), (card["name"], "")],
        standing=standing.value,
        looks=looks,
        personal=True,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@coupons.post("/coupons/<code>/claim")
@public(shared=True)
def claim(code: str) -> BaseResponse:
    """Claim a coupon; who is not logged in logs in first and comes back to the offer."""
    account_id = shopper_id()
    if account_id is None:
        return _log_in_first(href("coupons.show", code=code))
    standing = _claimed(code, account_id)
    if not is_swap():
        return see_other(href("coupons.show", code=code))
    response = make_response(_answer(code, standing))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def card_of(offer: Offer) -> dict[str, Any]:
    """Give what a page shows of an offer, without what changes by the minute."""
    chain, terms = current_chain(), offer.terms
    return {
        "code": offer.code,
        "name": pick(terms.names, chain),
        "description": prose(pick(terms.descriptions, chain)),
        "quota": terms.quota,
        "starts_at": terms.starts_at if terms.starts_at and terms.starts_at > clock.now() else None,
        "ends_at": terms.ends_at,
        "standing": queries.window_of(offer).value,
    }


def _answer(code: str, standing: Standing) -> str | None:
    """Give the fragment that answers a claim; a rush hears few different ones, so each is drawn once a minute."""
    key = (current_site().id, current_language(), code, standing)
    return _answers.get(
        key, ANSWER_SECONDS, lambda: render_template(CLAIM, code=code, standing=standing.value, looks=0)
    )


def _claimed(code: str, account_id: AccountId) -> Standing:
    site_id, origin = current_site().id, remote_network()
    standing = service.claim(site_id, code, account_id, origin=origin)
    if standing is not None:
        return standing
    with transaction():
        service.count_try(account_id, origin=origin)
    with transaction():
        return service.claim_directly(site_id, code, account_id)


def _log_in_first(back: str) -> BaseResponse:
    address = url_for("account.log_in", lang=current_language(), next=back)
    return Response(status=204, headers={"HX-Redirect": address}) if is_swap() else see_other(address)
