from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from core.kernel.refusal import Refusal
from core.kernel.texts import pick
from core.platform.db import transaction
from core.promotions import queries, service
from core.promotions.types import Offer, OfferId, OfferState
from core.sites import queries as sites
from core.sites.types import SiteDetail
from web.admin.coupons.forms import FIELDS, read_offer, values_of
from web.shared import words
from web.shared.guard import operators
from web.shared.respond import see_other
from web.shared.signed_in import actor
from web.shared.site import LANGUAGES, current_language, current_site

Answer = Response | tuple[str, int]

STATES = {
    OfferState.DRAFT: (_l("draft"), "neutral"),
    OfferState.LIVE: (_l("can be claimed"), "success"),
    OfferState.ENDED: (_l("ended"), "warning"),
}
ACTIONS = {"open": _l("opened"), "write": _l("changed"), "publish": _l("published"), "end": _l("ended")}


@operators
def list_offers() -> str:
    """List the offers of a site with their numbers, and a form for a new one."""
    return _list({}, {})


@operators
def add() -> Answer:
    """Open an offer as a draft; what was typed stays beside what is wrong with it."""
    site = _asked_site()
    form = read_offer(request.form, site)
    try:
        if form.errors:
            return _list(request.form, form.errors), 422
        with transaction():
            offer_id = service.add_offer(site.id, request.form.get("code", ""), form.terms, by=actor())
    except Refusal as refusal:
        return _list(request.form, _errors(refusal)), refusal.status
    flash(_("The offer is there as a draft. Nobody sees it yet."), "success")
    return see_other(url_for("admin.coupons_show", offer_id=offer_id))


@operators
def show(offer_id: int) -> str:
    """Show an offer: its numbers, its words, its history."""
    offer = queries.get_offer(OfferId(offer_id))
    return _page(offer, values_of(offer, sites.get_site(offer.site_id)), {})


@operators
def change(offer_id: int) -> Answer:
    """Change what an offer says and promises."""
    offer = queries.get_offer(OfferId(offer_id))
    form = read_offer(request.form, sites.get_site(offer.site_id))
    if form.errors:
        return _page(offer, request.form, form.errors), 422
    try:
        with transaction():
            version = request.form.get("version", 0, type=int)
            service.change_offer(offer.id, form.terms, version=version, by=actor())
    except Refusal as refusal:
        return _page(offer, request.form, _errors(refusal)), refusal.status
    return _done(offer, _("The offer is saved."))


@operators
def publish(offer_id: int) -> Response:
    """Let shoppers claim."""
    return _move(offer_id, service.publish_offer, _("The offer is published."))


@operators
def end(offer_id: int) -> Response:
    """Take no more claims."""
    return _move(offer_id, service.end_offer, _("The offer has ended. Who was in line still gets a coupon."))


def _move(offer_id: int, verb: Callable[..., None], said: str) -> Response:
    offer = queries.get_offer(OfferId(offer_id))
    try:
        with transaction():
            verb(offer.id, by=actor())
    except Refusal as refusal:
        flash(words.sentence(refusal), "error")
        return see_other(url_for("admin.coupons_show", offer_id=offer.id))
    return _done(offer, said)


def _done(offer: Offer, said: str) -> Response:
    if service.announce([offer]):
        flash(said, "success")
    else:
        told = _("It is written down. Without the queue service, claims are taken one by one, as exactly.")
        flash(told, "warning")
    return see_other(url_for("admin.coupons_show", offer_id=offer.id))


def _list(typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    site, language = _asked_site(), current_language()
    offers = queries.list_offers(site.id)
    return render_template(
        "admin/coupons/list.html",
        here=site,
        all_sites=[(one, pick(one.names, one.chain(language))) for one in sites.list_sites()],
        offers=[(offer, pick(offer.terms.names, site.chain(language))) for offer in offers],
        waiting=queries.count_waiting(offers),
        states=STATES,
        own_language=site.default_language,
        zone=site.time_zone,
        typed=typed,
        errors=errors,
    )


def _page(offer: Offer, values: Mapping[str, str], errors: Mapping[str, str]) -> str:
    site = sites.get_site(offer.site_id)
    waiting = queries.count_waiting([offer])
    return render_template(
        "admin/coupons/show.html",
        offer=offer,
        title=pick(offer.terms.names, site.chain(current_language())),
        home=site,
        site_name=pick(site.names, site.chain(current_language())),
        languages_of_site=[(code, LANGUAGES[code][2]) for code in site.languages],
        own_language=site.default_language,
        zone=site.time_zone,
        waiting=None if waiting is None else waiting[offer.id],
        is_proven=offer.id not in queries.list_unproven(),
        changes=queries.list_changes(offer.id),
        states=STATES,
        actions=ACTIONS,
        values=values,
        errors=errors,
    )


def _errors(refusal: Refusal) -> dict[str, Any]:
    return {FIELDS.get(type(refusal), "version"): words.sentence(refusal)}


def _asked_site() -> SiteDetail:
    return sites.find_site_by_code(request.values.get("site", "")[:64]) or current_site()
