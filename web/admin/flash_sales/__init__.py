"""Flash sales: drafting, scheduling and ending them, and where their units and their queue are."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from core.catalog import queries as catalog
from core.flash_sales import queries, service
from core.flash_sales.errors import FlashSaleNotFound, FlashTermsWrong
from core.flash_sales.types import FlashSale, FlashSaleId, FlashState
from core.inventory import queries as inventory
from core.kernel.refusal import NotFound, Refusal
from core.kernel.texts import pick
from core.platform.db import transaction
from core.pricing import queries as pricing
from core.sites import queries as sites
from core.sites.types import SiteDetail
from web.admin.flash_sales.forms import TermsForm
from web.admin.flash_sales.goods import variant_asked
from web.shared import words
from web.shared.asking import page_ask
from web.shared.guard import operators
from web.shared.respond import see_other
from web.shared.signed_in import actor
from web.shared.site import current_language, current_site

Answer = Response | tuple[str, int]

STATES: dict[str, Any] = {
    FlashState.DRAFT: (_l("Draft"), "neutral"),
    FlashState.SCHEDULED: (_l("Scheduled"), "info"),
    FlashState.LIVE: (_l("On"), "success"),
    FlashState.ENDED: (_l("Ended"), "neutral"),
}
MOVES: dict[str, Any] = {
    "draft": _l("Drafted"),
    "change": _l("Changed"),
    "rate": _l("Let in at another rate"),
    "schedule": _l("Scheduled; units set aside"),
    "withdraw": _l("Taken back; units returned"),
    "start": _l("Began"),
    "end": _l("Ended; units returned"),
}


def register(admin: Blueprint) -> None:
    """Open this area."""
    rule = admin.add_url_rule
    rule("/flash-sales", "flash_sales_list", list_sales)
    rule("/flash-sales", "flash_sales_draft", draft, methods=["POST"])
    rule("/flash-sales/<int:sale_id>", "flash_sales_show", show)
    rule("/flash-sales/<int:sale_id>", "flash_sales_change", change, methods=["POST"])
    rule("/flash-sales/<int:sale_id>/rate", "flash_sales_rate", set_rate, methods=["POST"])
    rule("/flash-sales/<int:sale_id>/schedule", "flash_sales_schedule", schedule, methods=["POST"])
    rule("/flash-sales/<int:sale_id>/withdrawal", "flash_sales_withdraw", withdraw, methods=["POST"])
    rule("/flash-sales/<int:sale_id>/end", "flash_sales_end", end, methods=["POST"])


@operators
def list_sales() -> str:
    """List all sales with a form for a new one."""
    return _list({})


@operators
def draft() -> Answer:
    """Begin a draft: the site and the SKU, the rest on its own page."""
    site = _site_asked()
    try:
        variant_id = variant_asked(request.form.get("sku", "")[:129])
        with transaction():
            sale_id = service.draft_sale(site.id, variant_id, by=actor())
    except FlashTermsWrong as wrong:
        return _list({"sku": words.sentence(wrong)}), wrong.status
    flash(_("The draft is there. Say what it is to be, then schedule it."), "success")
    return see_other(url_for("admin.flash_sales_show", sale_id=sale_id))


@operators
def show(sale_id: int) -> str:
    """Show a sale: its figures, its terms and its history."""
    sale = _sale(sale_id)
    return _page(sale, TermsForm.of(sale, _zone(sale)))


@operators
def change(sale_id: int) -> Answer:
    """Keep the terms of a draft."""
    sale = _sale(sale_id)
    form = TermsForm.read(request.form, _site(sale).currencies, inventory.list_locations(_chain()))
    terms = form.check(_zone(sale))
    if terms is None:
        return _page(sale, form), 422
    return _act(
        sale,
        form,
        _("The draft is kept."),
        lambda: service.change_terms(sale.id, terms, version=_version(), by=actor()),
    )


@operators
def set_rate(sale_id: int) -> Answer:
    """Let more or fewer in each second, also while the sale is on."""
    sale = _sale(sale_id)
    form = TermsForm.of(sale, _zone(sale))
    form.values["per_second"] = request.form.get("per_second", "").strip()[:6]
    rate = form.number("per_second")
    if rate is None:
        return _page(sale, form), 422
    return _act(
        sale,
        form,
        _("The rate is set; it holds at once."),
        lambda: service.set_rate(sale.id, rate, version=_version(), by=actor()),
    )


@operators
def schedule(sale_id: int) -> Answer:
    """Set the units aside and wait for the beginning."""
    sale = _sale(sale_id)
    return _act(
        sale,
        TermsForm.of(sale, _zone(sale)),
        _("The units are set aside. The sale begins by itself."),
        lambda: service.schedule_sale(sale.id, version=_version(), by=actor()),
    )


@operators
def withdraw(sale_id: int) -> Answer:
    """Make it a draft again."""
    sale = _sale(sale_id)
    return _act(
        sale,
        TermsForm.of(sale, _zone(sale)),
        _("The sale is a draft again, and its units are back."),
        lambda: service.withdraw_sale(sale.id, version=_version(), by=actor()),
    )


@operators
def end(sale_id: int) -> Answer:
    """End it before its time."""
    sale = _sale(sale_id)
    return _act(
        sale,
        TermsForm.of(sale, _zone(sale)),
        _("The sale is over. What nobody reserved is back at its stock location."),
        lambda: service.end_sale(sale.id, version=_version(), by=actor()),
    )


def _act(sale: FlashSale, form: TermsForm, done: str, move: Any) -> Answer:
    """Make a move; what is refused is said beside its field, or above where it has none."""
    try:
        with transaction():
            move()
    except NotFound:
        raise
    except Refusal as refusal:
        field = str(refusal.facts.get("field", "")) if isinstance(refusal, FlashTermsWrong) else ""
        said = words.sentence(refusal)
        if field in form.values or field.startswith("price-"):
            form.errors[field] = said
            return _page(queries.get_sale(sale.id), form), refusal.status
        return _page(queries.get_sale(sale.id), form, problem=said), refusal.status
    flash(done, "success")
    return see_other(url_for("admin.flash_sales_show", sale_id=sale.id))


def _list(errors: dict[str, str]) -> str:
    page = queries.list_sales(page_ask())
    return render_template(
        "admin/flash_sales/list.html",
        page=page,
        states=STATES,
        names=_names(page.items),
        figures=queries.count_units(page.items),
        site_names=_site_names(),
        sites=sites.list_sites(),
        unproven=queries.list_unproven(),
        errors=errors,
        typed=request.form,
    )


def _page(sale: FlashSale, form: TermsForm, *, problem: str = "") -> str:
    site = _site(sale)
    listed = pricing.list_all_prices([sale.variant_id])
    return render_template(
        "admin/flash_sales/show.html",
        sale=sale,
        states=STATES,
        moves=MOVES,
        name=_names([sale])[sale.id],
        site_name=_site_names()[site.id],
        zone=site.time_zone,
        form=form,
        problem=problem,
        locations=list(inventory.list_locations(_chain()).values()),
        currencies=site.currencies,
        normal={price.amount.currency: price.amount for site_id, price in listed if site_id == site.id},
        figures=queries.count_units([sale]).get(sale.id),
        traffic=queries.count_traffic(sale) if sale.has_queue else None,
        counted=queries.find_counted(sale) if sale.state == FlashState.LIVE else None,
        history=queries.history_of(sale.id),
        is_draft=sale.state == FlashState.DRAFT,
        prices={price.currency: price for price in sale.terms.prices},
    )


def _names(sales: Any) -> dict[FlashSaleId, tuple[str, str]]:
    """Give each sale's goods: title with what tells the variant apart, and SKU."""
    found = catalog.list_variants([sale.variant_id for sale in sales], _chain())
    named = {}
    for sale in sales:
        variant = found[sale.variant_id]
        label = f", {variant.label}" if variant.label else ""
        named[sale.id] = (f"{variant.title}{label}", variant.sku)
    return named


def _sale(sale_id: int) -> FlashSale:
    if sale_id >= 2**63:
        raise FlashSaleNotFound(id=sale_id)
    return queries.get_sale(FlashSaleId(sale_id))


def _site(sale: FlashSale) -> SiteDetail:
    return next(site for site in sites.list_sites() if site.id == sale.site_id)


def _site_asked() -> SiteDetail:
    chosen = request.form.get("site", 0, type=int)
    return next((site for site in sites.list_sites() if site.id == chosen), current_site())


def _site_names() -> dict[int, str]:
    return {site.id: pick(site.names, site.chain(current_language())) for site in sites.list_sites()}


def _zone(sale: FlashSale) -> ZoneInfo:
    return ZoneInfo(_site(sale).time_zone)


def _version() -> int:
    return request.form.get("version", 0, type=int)


def _chain() -> tuple[str, ...]:
    return current_site().chain(current_language())
