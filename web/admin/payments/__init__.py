"""How each site lets its shoppers pay, and what payment companies told us that somebody should see."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.kernel.money import Money
from core.kernel.refusal import Refusal
from core.payments import queries, service
from core.payments.types import PaymentMethod
from core.platform.db import reading, transaction
from core.sites import queries as sites
from core.sites.types import SiteDetail
from web.shared import words
from web.shared.guard import operators
from web.shared.respond import see_other
from web.shared.signed_in import actor

MOST_ALARMS = 50
MOST_MONEY = 100_000_000  # whole units of any currency


def register(admin: Blueprint) -> None:
    """Open this area."""
    admin.add_url_rule("/payments", "payments_list", list_methods)
    admin.add_url_rule("/payments/<site>/<gateway>", "payments_show", show_one)
    admin.add_url_rule("/payments/<site>/<gateway>", "payments_set", set_method, methods=["POST"])


@operators
def list_methods() -> str:
    """Show the ways to pay of every site, and disputes and failed refunds."""
    return _page()


@operators
def show_one(site: str, gateway: str) -> Response:
    """Show the list to who changed the language on a page that answered a form."""
    _found(site, gateway)
    return see_other(url_for("admin.payments_list", _anchor=f"{site}-{gateway}"))


@operators
def set_method(site: str, gateway: str) -> Response | tuple[str, int]:
    """Set how a site offers a gateway; what was typed stays where it is refused."""
    here, before = _found(site, gateway)
    try:
        wanted = _typed(here, before)
        with transaction():
            service.save_method(here, wanted, by=actor())
    except InvalidOperation:
        return _refused(site, gateway, _("Enter an amount such as 24.90."), 422)
    except Refusal as refusal:
        return _refused(site, gateway, words.sentence(refusal), refusal.status)
    flash(_("The way to pay is saved."), "success")
    return see_other(url_for("admin.payments_list", _anchor=f"{site}-{gateway}"))


def _found(code: str, gateway: str) -> tuple[SiteDetail, PaymentMethod]:
    site = sites.find_site_by_code(code) or abort(404)
    found = next((one for one in queries.list_methods(site) if one.gateway == gateway), None)
    return site, found or abort(404)


def _typed(site: SiteDetail, before: PaymentMethod) -> PaymentMethod:
    form = request.form
    names = {code: form.get(f"name-{code}", "").strip()[:80] for code in site.languages}
    return replace(
        before,
        names={code: name for code, name in names.items() if name},
        is_on="is_on" in form,
        position=min(max(form.get("position", 0, type=int), 0), 99),
        currencies=tuple(code for code in site.currencies if code in form.getlist("currencies")),
        least=_amount("least", site.default_currency),
        most=_amount("most", site.default_currency),
        version=form.get("version", 0, type=int),
    )


def _amount(field: str, currency: str) -> Money | None:
    typed = request.form.get(field, "").strip().replace(",", ".")
    if not typed:
        return None
    amount = Decimal(typed)
    if not amount.is_finite() or not 0 <= amount <= MOST_MONEY:
        raise InvalidOperation
    return Money.of(amount, currency)


def _refused(site: str, gateway: str, problem: str, status: int) -> tuple[str, int]:
    with reading():
        return _page(at=f"{site}-{gateway}", problem=problem), status


def _page(*, at: str = "", problem: str = "") -> str:
    return render_template(
        "admin/payments/list.html",
        sites=[(site, queries.list_methods(site)) for site in sites.list_sites()],
        alarms=queries.list_alarms(MOST_ALARMS),
        at=at,
        problem=problem,
        typed=request.form,
    )
