from decimal import Decimal, InvalidOperation

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.catalog import queries as catalog
from core.catalog import service
from core.catalog.errors import ProductIncomplete, ProductNotFound, ProductOutdated
from core.inventory import service as inventory
from core.inventory.errors import StockShort
from core.inventory.types import MovementKind
from core.kernel.ids import LocationId, ProductId, SiteId, VariantId, new_token
from core.kernel.money import Money
from core.kernel.refusal import Refusal
from core.media import service as media
from core.platform.db import transaction
from core.pricing import queries as price_queries
from core.pricing import service as pricing
from core.pricing.errors import PriceMustBePositive
from web.merchant.products.showing import context_of
from web.shared import words
from web.shared.guard import members
from web.shared.respond import see_other
from web.shared.signed_in import actor, member_of
from web.shared.site import LANGUAGES

Answer = Response | tuple[str, int]
MOST_UNITS = 1_000_000
MOST_MONEY = 10_000_000  # whole units of any currency
FIRST_CURRENCY = "USD"  # of a variant without a price


@members
def edit_texts(product_id: int) -> Answer:
    """Change titles and descriptions; what was typed stays where somebody was faster."""
    titles = {code: request.form.get(f"title-{code}", "").strip()[:300] for code in LANGUAGES}
    descriptions = {code: request.form.get(f"description-{code}", "").strip()[:5000] for code in LANGUAGES}
    if not any(titles.values()):
        complaint = _("A product needs a title in one language at least.")
        return _again(product_id, {"titles": complaint}, titles, descriptions)
    try:
        with transaction():
            service.edit_texts(
                ProductId(product_id),
                member_of().merchant_id,
                titles=_filled(titles),
                descriptions=_filled(descriptions),
                version=request.form.get("version", 0, type=int),
                by=actor(),
            )
    except ProductOutdated as refusal:
        return _again(product_id, {"titles": words.sentence(refusal)}, titles, descriptions, status=409)
    return _done(product_id, _("The texts are saved."))


@members
def add_picture(product_id: int) -> Answer:
    """Add a picture; its sizes are made by a job."""
    catalog.get_product(ProductId(product_id), ("en",), merchant_id=member_of().merchant_id)
    upload = request.files.get("picture")
    if upload is None or not upload.filename:
        return _again(product_id, {"picture": _("Please choose a picture.")})
    try:
        stored = media.store_picture(upload.read())
    except Refusal as refusal:
        return _again(product_id, {"picture": words.sentence(refusal)})
    language = request.form.get("language", "")
    alts = {language if language in LANGUAGES else "en": request.form.get("alt", "").strip()[:300]}
    with transaction():
        media_id = media.accept_picture(stored, by=actor())
        service.add_picture(ProductId(product_id), media_id, _filled(alts), by=actor())
    return _done(product_id, _("The picture is added; its sizes are being made."))


@members
def publish(product_id: int) -> Answer:
    """Offer the product for sale."""
    try:
        with transaction():
            service.publish_product(ProductId(product_id), member_of().merchant_id, by=actor())
    except ProductIncomplete as refusal:
        return _again(product_id, {"state": words.sentence(refusal)})
    return _done(product_id, _("The product is offered from now on."))


@members
def take_offline(product_id: int) -> Answer:
    """Stop offering the product."""
    with transaction():
        service.take_offline(ProductId(product_id), member_of().merchant_id, by=actor())
    return _done(product_id, _("The product is not offered any more."))


@members
def set_price(product_id: int) -> Answer:
    """Set what a variant costs, net; the prices of all sites follow."""
    variant_id = _own_variant(product_id)
    base = price_queries.list_base_prices([variant_id]).get(variant_id)
    amount = _amount_in(base.currency if base else FIRST_CURRENCY)
    if amount is None:
        return _again(product_id, {f"price-{variant_id}": _("Please type an amount such as 24.90.")})
    try:
        with transaction():
            pricing.set_base_prices({variant_id: amount})
    except PriceMustBePositive as refusal:
        return _again(product_id, {f"price-{variant_id}": words.sentence(refusal)})
    return _done(product_id, _("The price is set; the sites follow in a moment."))


@members
def set_shown_price(product_id: int) -> Answer:
    """Set what a variant costs on one site in one currency, as that site shows prices; proposals leave it alone."""
    variant_id = _own_variant(product_id)
    site_id, currency = SiteId(request.form.get("site", 0, type=int)), request.form.get("currency", "")
    shown = [(site, price.amount.currency) for site, price in price_queries.list_all_prices([variant_id])]
    if (site_id, currency) not in shown:
        raise ProductNotFound(id=product_id)
    field, amount = f"shown-{variant_id}-{site_id}-{currency}", _amount_in(currency)
    if amount is None:
        return _again(product_id, {field: _("Please type an amount such as 24.90.")})
    try:
        with transaction():
            pricing.set_price(site_id, variant_id, amount)
    except PriceMustBePositive as refusal:
        return _again(product_id, {field: words.sentence(refusal)})
    return _done(product_id, _("The price is set."))


@members
def change_stock(product_id: int) -> Answer:
    """Add units to a location or take them away, as after counting."""
    variant_id = _own_variant(product_id)
    delta = request.form.get("delta", 0, type=int)
    location_id = request.form.get("location", 0, type=int)
    if not delta or abs(delta) > MOST_UNITS:
        return _again(product_id, {f"stock-{variant_id}": _("Please type how many units come or go.")})
    kind = MovementKind.RECEIPT if delta > 0 else MovementKind.CORRECTION
    try:
        with transaction():
            inventory.change_stock(
                variant_id,
                LocationId(location_id),
                delta,
                kind=kind,
                cause="merchant portal",
                source_key=f"portal:{variant_id}:{request.form.get('key', '')[:40] or new_token(12)}",
                by=actor(),
            )
    except StockShort as refusal:
        return _again(product_id, {f"stock-{variant_id}": words.sentence(refusal)})
    return _done(product_id, _("The stock is changed."))


def _amount_in(currency: str) -> Money | None:
    """Read the typed amount in a currency; None where it is none, or absurd."""
    try:
        amount = Decimal(request.form.get("amount", "").strip().replace(",", "."))
    except InvalidOperation:
        return None
    is_sane = amount.is_finite() and abs(amount) <= MOST_MONEY
    return Money.of(amount, currency) if is_sane else None


def _own_variant(product_id: int) -> VariantId:
    product = catalog.get_product(ProductId(product_id), ("en",), merchant_id=member_of().merchant_id)
    variant = product.variant(request.form.get("variant", 0, type=int))
    if variant is None:
        raise ProductNotFound(id=product_id)
    return variant.id


def _filled(texts: dict[str, str]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if text}


def _done(product_id: int, said: str) -> Response:
    flash(said, "success")
    return see_other(url_for("merchant.products_show", product_id=product_id))


def _typed() -> dict[str, str]:
    """Give what was typed into the forms of this page's second column, each field by its name there."""
    variant, form = request.form.get("variant", ""), request.form
    fields = {"price": "amount", "stock": "delta", "location": "location"}
    shown = f"shown-{variant}-{form.get('site')}-{form.get('currency')}"
    if "site" in form and "amount" in form:
        return {shown: form["amount"]}
    named = {f"{name}-{variant}": form[field] for name, field in fields.items() if field in form}
    return named | {name: form[name] for name in ("alt", "language") if name in form}


def _again(
    product_id: int,
    errors: dict[str, str],
    titles: dict[str, str] | None = None,
    descriptions: dict[str, str] | None = None,
    status: int = 422,
) -> tuple[str, int]:
    context = context_of(ProductId(product_id)) | {"errors": errors}
    if titles is not None:
        context |= {"titles": titles, "descriptions": descriptions}
    else:
        context["typed"] = _typed()
    return render_template("merchant/products/show.html", **context), status
