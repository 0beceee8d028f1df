"""What a product says beyond words and pictures: list prices, net content, safety, a film."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.catalog import queries as catalog
from core.catalog import service
from core.catalog.errors import ProductNotFound
from core.catalog.types import ProductDetail, Safety
from core.kernel.ids import MediaId, ProductId, SiteId, VariantId
from core.kernel.refusal import Refusal
from core.kernel.texts import pick
from core.media import queries as media_queries
from core.media import service as media
from core.platform.db import transaction
from core.pricing import queries as prices
from core.pricing import service as pricing
from core.sites import queries as sites
from web.merchant.typing import amount_of, decimal_of
from web.shared import words
from web.shared.guard import members
from web.shared.measures import unit_names
from web.shared.respond import see_other
from web.shared.signed_in import actor, member_of
from web.shared.site import LANGUAGES, current_chain, current_language

Answer = Response | tuple[str, int]
WHO = ("manufacturer", "responsible")
LONGEST = {"": 255, "_address": 500, "_contact": 254}


@members
def show(product_id: int) -> str:
    """Show what the product says beyond words and pictures."""
    return render_template("merchant/products/knowledge.html", **_context(_own(product_id)))


@members
def set_list_price(product_id: int) -> Answer:
    """Set what a variant costs on one site when it is not reduced, or with nothing typed no such price."""
    product = _own(product_id)
    variant_id = _variant(product)
    site_id, currency = SiteId(request.form.get("site", 0, type=int)), request.form.get("currency", "")
    sold = [(site, price.amount.currency) for site, price in prices.list_all_prices([variant_id])]
    if (site_id, currency) not in sold:
        raise ProductNotFound(id=product_id)
    if not request.form.get("amount", "").strip():
        with transaction():
            pricing.drop_list_price(site_id, variant_id, currency, by=actor())
        return _done(product_id, _("There is no list price any more."))
    field, amount = f"list-{variant_id}-{site_id}-{currency}", amount_of("amount", currency)
    if amount is None:
        return _again(product, {field: _("Please type an amount such as 24.90.")})
    try:
        with transaction():
            pricing.set_list_price(site_id, variant_id, amount, by=actor())
    except Refusal as refusal:
        return _again(product, {field: words.sentence(refusal)})
    return _done(product_id, _("The list price is set."))


@members
def set_net_content(product_id: int) -> Answer:
    """Say how much is in a variant, or with nothing typed that this says nothing."""
    product = _own(product_id)
    variant_id = _variant(product)
    typed, unit = request.form.get("content", "").strip(), request.form.get("unit", "")
    content, field = decimal_of("content") if typed else None, f"content-{variant_id}"
    if typed and content is None:
        return _again(product, {field: str(words.SENTENCES["catalog.net_content_wrong"])})
    try:
        with transaction():
            service.set_net_content(variant_id, member_of().merchant_id, content, unit, by=actor())
    except Refusal as refusal:
        return _again(product, {field: words.sentence(refusal)})
    return _done(product_id, _("The net content is saved."))


@members
def set_safety(product_id: int) -> Answer:
    """Say who made it, who answers for it and what to beware of."""
    product = _own(product_id)
    facts = {
        f"{who}{what}": request.form.get(f"{who}{what}", "").strip()[:longest]
        for who in WHO
        for what, longest in LONGEST.items()
    }
    warnings = {code: request.form.get(f"warnings-{code}", "").strip()[:2000] for code in LANGUAGES}
    safety = Safety(**facts, warnings={code: text for code, text in warnings.items() if text})
    complaint = _("The law asks for a postal address and an e-mail address or website, too.")
    half = [who for who in WHO if facts[who] and not (facts[f"{who}_address"] and facts[f"{who}_contact"])]
    if half:
        return _again(product, dict.fromkeys(half, complaint), safety=safety)
    with transaction():
        service.set_safety(product.id, member_of().merchant_id, safety, by=actor())
    return _done(product_id, _("The safety data are saved."))


@members
def set_video(product_id: int) -> Answer:
    """Show a film, with the picture that stands for it until it is played."""
    product = _own(product_id)
    film, poster = request.files.get("video"), request.files.get("poster")
    if film is None or not film.filename:
        return _again(product, {"video": _("Please choose a film.")})
    try:
        stored = media.store_video(film.read())
    except Refusal as refusal:
        return _again(product, {"video": words.sentence(refusal)})
    try:
        picture = media.store_picture(poster.read()) if poster and poster.filename else None
    except Refusal as refusal:
        return _again(product, {"poster": words.sentence(refusal)})
    with transaction():
        poster_id = media.accept_picture(picture, by=actor()) if picture else _first_picture(product)
        video_id = media.accept_video(stored, by=actor())
        service.set_video(product.id, member_of().merchant_id, video_id, poster_id, by=actor())
    return _done(product_id, _("The film is added."))


@members
def drop_video(product_id: int) -> Answer:
    """Show no film any more."""
    with transaction():
        service.drop_video(ProductId(product_id), member_of().merchant_id, by=actor())
    return _done(product_id, _("The film is taken away."))


@members
def set_captions(product_id: int) -> Answer:
    """Show captions of the film in a language."""
    product, language = _own(product_id), request.form.get("language", "")
    upload = request.files.get("captions")
    if upload is None or not upload.filename or language not in LANGUAGES:
        return _again(product, {"captions": _("Please choose a language and a WebVTT file.")})
    try:
        name = media.store_captions(upload.read())
        with transaction():
            service.set_captions(product.id, member_of().merchant_id, language, name, by=actor())
    except Refusal as refusal:
        return _again(product, {"captions": words.sentence(refusal)})
    return _done(product_id, _("The captions are added."))


@members
def drop_captions(product_id: int) -> Answer:
    """Show captions in a language no more."""
    product = _own(product_id)
    try:
        with transaction():
            language = request.form.get("language", "")
            service.set_captions(product.id, member_of().merchant_id, language, None, by=actor())
    except Refusal as refusal:
        return _again(product, {"captions": words.sentence(refusal)})
    return _done(product_id, _("The captions are taken away."))


def _first_picture(product: ProductDetail) -> MediaId | None:
    return product.pictures[0].media_id if product.pictures else None


def _own(product_id: int) -> ProductDetail:
    return catalog.get_product(ProductId(product_id), current_chain(), merchant_id=member_of().merchant_id)


def _variant(product: ProductDetail) -> VariantId:
    variant = product.variant(request.form.get("variant", 0, type=int))
    if variant is None:
        raise ProductNotFound(id=product.id)
    return variant.id


def _context(product: ProductDetail) -> dict[str, Any]:
    ids = [variant.id for variant in product.variants]
    film = catalog.find_video_id(product.id)
    return {
        "product": product,
        "labels": {variant.id: variant.label or variant.sku for variant in product.variants},
        "prices": prices.list_all_prices(ids),
        "list_prices": prices.list_list_prices(ids),
        "site_names": {
            site.id: pick(site.names, site.chain(current_language())) for site in sites.list_sites()
        },
        "units": list(unit_names().items()),
        "safety": catalog.find_safety(product.id) or Safety(),
        "film": media_queries.find_video(film[0]) if film else None,
        "captions": catalog.list_captions(product.id),
        "content_languages": [(code, names[2]) for code, names in LANGUAGES.items()],
        "errors": {},
        "typed": {},
    }


def _done(product_id: int, said: str) -> Response:
    flash(said, "success")
    return see_other(url_for("merchant.products_know", product_id=product_id))


def _again(product: ProductDetail, errors: dict[str, str], safety: Safety | None = None) -> tuple[str, int]:
    typed = request.form.get("amount", request.form.get("content", ""))
    context = _context(product) | {"errors": errors, "typed": dict.fromkeys(errors, typed)}
    if safety is not None:
        context["safety"] = safety
    return render_template("merchant/products/knowledge.html", **context), 422
