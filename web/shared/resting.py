"""What the storefront answers while a part of it, or all of it, is switched down. One page says it all.

A block collapses to an empty element, a page of a part that is off says so and when to come back, and while the
shop takes no changes every form is answered by a page that holds what was typed and sends it again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _

from core.kernel import clock
from core.switches import queries as switches
from core.switches.types import Feature, Level, Standing
from web.shared.csrf import SAFE
from web.shared.filters import moment
from web.shared.respond import is_swap
from web.shared.site import current_site

PATIENCE = timedelta(minutes=2)  # when to come back to what rests without a known end
MOST_FIELDS = 60


@dataclass(frozen=True, slots=True)
class Rest:
    """A part of the shop: its endpoints (`checkout.*` is a whole blueprint), and what it says while it is off."""

    feature: Feature
    endpoints: tuple[str, ...]
    until: Callable[[str], str]
    for_a_while: Callable[[], str]
    way_out: tuple[str, str] = ("home.show", "home")


RESTS = (
    Rest(
        Feature.CHECKOUT,
        ("checkout.*",),
        lambda time: _("We take no orders until %(time)s. Your cart is kept as it is.", time=time),
        lambda: _("We take no orders for a short while. Your cart is kept as it is."),
        ("cart.show", "cart"),
    ),
    Rest(
        Feature.REGISTRATION,
        ("account.register", "account.open_account"),
        lambda time: _("We open no new accounts until %(time)s. You can order without one.", time=time),
        lambda: _("We open no new accounts for a short while. You can order without one."),
        ("cart.show", "cart"),
    ),
    Rest(
        Feature.REVIEWS,
        ("reviews.*",),
        lambda time: _("Reviews and questions are away until %(time)s.", time=time),
        lambda: _("Reviews and questions are away for a short while."),
    ),
    Rest(
        Feature.RECOMMENDATIONS,
        ("catalog.companions",),
        lambda time: _("There are no suggestions until %(time)s.", time=time),
        lambda: _("There are no suggestions at the moment."),
    ),
    Rest(
        Feature.COUPON_CLAIM,
        ("coupons.claim",),
        lambda time: _(
            "Coupons can be claimed again from %(time)s. None are given away until then.", time=time
        ),
        lambda: _("Coupons cannot be claimed for a short while. None are given away until then."),
    ),
    Rest(
        Feature.DELIVERY,
        ("catalog.delivery",),
        lambda time: _(
            "We show what delivery costs again from %(time)s; the checkout knows it now.", time=time
        ),
        lambda: _("We cannot say at the moment what delivery costs; the checkout can."),
    ),
)
_RESTS = {rest.feature: rest for rest in RESTS}

# The element that a fragment fills, where it is not named like its view.
ELEMENTS = {"reviews.show": "reviews", "reviews.questions": "questions"}

# Fragments that decorate a page and are left out where all fragments are.
FRAGMENTS = frozenset({"reviews.show", "reviews.questions", "menu.feature"})

# Forms that change nothing but a cookie.
HARMLESS = frozenset({"preferences.choose"})

# What is the same for everybody and may come while only such pages do.
PAGES = frozenset(
    {
        "home.show",
        "catalog.brand",
        "catalog.listing",
        "catalog.product",
        "catalog.store",
        "content.channel",
        "content.text",
    }
)


def check() -> Response | None:
    """Answer for what rests, before any view of the storefront: runs after the guard."""
    if request.endpoint is None or not g.get("is_spoken"):
        return None
    return _whole_shop() or _part()


def takes_changes() -> bool:
    """Say whether the shop writes anything down for shoppers now."""
    return switches.level(current_site().id) is Level.NORMAL


def rest(feature: Feature) -> Response:
    """Answer for a part that is off or did not answer: an empty element to a swap, a page to everyone else."""
    if is_swap() and request.method in SAFE:
        return _nothing()
    told = _RESTS[feature]
    standing = switches.find_in_force(feature, current_site().id)
    sentence = told.until(moment(standing.until)) if standing and standing.until else told.for_a_while()
    return _say(sentence, standing, *told.way_out)


def _nothing() -> Response:
    endpoint = str(request.endpoint)
    element = ELEMENTS.get(endpoint, endpoint.rpartition(".")[2])
    return _unkept(make_response(f'<div id="{element}"></div>'))


def _whole_shop() -> Response | None:
    standing = switches.find_in_force(Feature.SHOP, current_site().id)
    if standing is None:
        return None
    if request.method not in SAFE:
        return None if _is_harmless() else _keep_for_later(standing)
    if standing.level is Level.STATIC_ONLY and not _is_same_for_all():
        return _say(
            _("Only the pages of our goods are open at the moment. Nothing of yours is lost."), standing
        )
    return None


def _part() -> Response | None:
    endpoint, site_id = str(request.endpoint), current_site().id
    blueprint = endpoint.partition(".")[0]
    if is_swap() and endpoint in FRAGMENTS and not switches.is_on(Feature.FRAGMENTS, site_id):
        return _nothing()
    told = next((one for one in RESTS if not {endpoint, f"{blueprint}.*"}.isdisjoint(one.endpoints)), None)
    return None if told is None or switches.is_on(told.feature, site_id) else rest(told.feature)


def _is_harmless() -> bool:
    """Let cookies be set, and programs through that prove themselves: a bank's word that money came has to be heard."""
    endpoint = str(request.endpoint)
    return endpoint in HARMLESS or getattr(current_app.view_functions[endpoint], "signed", False)


def _is_same_for_all() -> bool:
    return request.endpoint in PAGES and not is_swap()


def _keep_for_later(standing: Standing) -> Response:
    """Refuse a change, with a page that holds the form and sends it again."""
    told = _("We are changing something and take no orders or entries for a moment. Nothing is lost.")
    return _say(told, standing, again=_typed())


def _typed() -> list[tuple[str, str]] | None:
    """Give the fields of a form to be sent again; not of one with files or secrets, or one that is huge."""
    fields = list(request.form.items(multi=True))
    has_secret = any("password" in name or "code" in name for name, _value in fields)
    return None if has_secret or request.files or len(fields) > MOST_FIELDS else fields


def _say(
    sentence: str, standing: Standing | None, endpoint: str = "home.show", place: str = "home", **more: Any
) -> Response:
    g.retry_after = seconds_left(standing)
    if is_swap():
        page = render_template("shared/_problem.html", status=503, sentence=sentence)
    else:
        context = {"sentence": sentence, "endpoint": endpoint, "place": place, "again": None, **more}
        page = render_template("storefront/resting.html", **context)
    return _unkept(make_response(page, 503))


def seconds_left(standing: Standing | None) -> int:
    """Give in how many seconds to come back."""
    left = standing.until - clock.now() if standing and standing.until else PATIENCE
    return max(1, int(left.total_seconds()))


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
