"""What the page of a product shows: the chosen variant, the way to every other one, and what machines read."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from core.catalog import queries as catalogs
from core.catalog.types import Choice, OptionAxis
from core.pricing import queries as pricing
from core.search.types import SoldProduct, SoldVariant
from web.shared import linked_data, made_of
from web.shared.alternates import addresses
from web.shared.filters import country, money
from web.shared.measures import measure, price_per, weight
from web.shared.pages import category_tree, href, in_my_language
from web.shared.pictures import Picture, picture_of
from web.shared.site import LANGUAGES, current_language
from web.storefront.catalog import product_linked
from web.storefront.catalog.listing import trail_to
from web.storefront.flash.face import note_of

LONGEST_SUMMARY = 160
SWATCH_WIDTH = 160


def page_of(product: SoldProduct, wanted: str) -> dict[str, Any]:
    """Give what the page shows with the `wanted` variant chosen, or the best one to start with."""
    chosen = choose(product, wanted)
    _note_ingredients(product)
    places = addresses("catalog.product", product.slugs, languages=product.languages)
    trail = trail_to(catalogs.find_category(category_tree(), product.category_id), product.title)
    summary = _summary(product.description)
    things = product_linked.things_of(product, chosen, places, summary, chosen.reduction, product.rating)
    return {
        "product": product,
        "chosen": chosen,
        "reduction": chosen.reduction,
        "rating": product.rating,
        "merchant_rating": product.merchant_rating,
        "unit_price": _unit_price(chosen),
        "flash": note_of(chosen.id),
        "pictures": pictures_of(product, chosen),
        "video": _video(product),
        "options": [_option(product, chosen, axis) for axis in product.options],
        "facts": _facts(product, chosen),
        "warnings": in_my_language(product.safety.warnings) if product.safety else "",
        "summary": summary,
        "image": next(iter(product_linked.images_of(product, chosen)), ""),
        "trail": trail,
        "addresses": places,
        "address": f"{places.canonical}?variant={chosen.id}" if product.options else places.canonical,
        "linked_data": linked_data.script(*things, linked_data.breadcrumb_list(trail, places.canonical)),
    }


def _note_ingredients(product: SoldProduct) -> None:
    made_of.note("merchant", product.merchant.id)
    made_of.note("stars-of-merchant", product.merchant.id)
    made_of.note("vocabulary")


def choose(product: SoldProduct, wanted: str) -> SoldVariant:
    """Choose the variant of an address; without one, the cheapest that can be bought, the first of equals."""
    asked = (
        product.variant(int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    )
    if asked is not None:
        return asked
    offered = [variant for variant in product.variants if variant.price] or list(product.variants)
    return min(offered, key=lambda one: (not one.can_buy, one.price.minor if one.price else 0))


def pictures_of(product: SoldProduct, chosen: SoldVariant) -> list[Picture]:
    """Give the pictures of the chosen variant before those of the product; another choice's are left out."""
    own = {choice.id for choice in chosen.detail.choices.values()}
    fitting = [one for one in product.pictures if one.choice_id in own]
    common = [one for one in product.pictures if one.choice_id is None]
    shown = fitting + common or list(product.pictures)
    drawn = [picture_of(product.media.get(one.media_id), one.alt or product.title) for one in shown]
    return [picture for picture in drawn if picture is not None]


def _option(product: SoldProduct, chosen: SoldVariant, axis: OptionAxis) -> dict[str, Any]:
    return {"name": axis.name, "choices": [_choice(product, chosen, axis, one) for one in axis.choices]}


def _choice(product: SoldProduct, chosen: SoldVariant, axis: OptionAxis, choice: Choice) -> dict[str, Any]:
    """Lead to the variant that differs in this choice alone, else to the one that differs least."""
    wanted = {**chosen.detail.choices, axis.attribute_id: choice}

    def likeness(variant: SoldVariant) -> tuple[int, bool]:
        return sum(variant.detail.choices.get(at) == one for at, one in wanted.items()), variant.can_buy

    having = [one for one in product.variants if one.detail.choices.get(axis.attribute_id) == choice]
    target = max(having, key=likeness)
    return {
        "id": choice.id,
        "text": choice.name,
        "swatch": choice.swatch,
        "pic": _look_of(product, axis, choice),
        "href": href("catalog.product", slug=product.slug, variant=target.id),
        "current": chosen.detail.choices.get(axis.attribute_id) == choice,
        "available": target.can_buy,
        "exists": likeness(target)[0] == len(wanted),
    }


def _look_of(product: SoldProduct, axis: OptionAxis, choice: Choice) -> str:
    """Give a small picture of a choice, where every choice of the option has one of its own."""
    looks = {one.choice_id: product.media.get(one.media_id) for one in reversed(product.pictures)}
    if len(axis.choices) < 2 or not all(looks.get(one.id) for one in axis.choices):
        return ""
    face = looks[choice.id]
    return face.source(SWATCH_WIDTH, "webp") if face else ""


def _video(product: SoldProduct) -> dict[str, Any] | None:
    if product.video is None:
        return None
    return {
        "src": f"/media/{product.video.name}",
        "width": product.video.width,
        "height": product.video.height,
        "poster": product.poster.source(product_linked.LARGE) if product.poster else "",
        "pic": picture_of(product.poster, ""),
        "captions": captions_of(product.captions),
    }


def captions_of(files: Mapping[str, str]) -> list[dict[str, str | bool]]:
    """Give the captions of a film in the order of our languages; the reader's own are shown without asking."""
    return [
        {
            "src": f"/media/{files[code]}",
            "language": LANGUAGES[code][1],
            "label": LANGUAGES[code][2],
            "is_own": code == current_language(),
        }
        for code in LANGUAGES
        if code in files
    ]


def _unit_price(chosen: SoldVariant) -> str:
    """Say what a whole unit of the content costs, where that says something."""
    content = chosen.detail.net_content
    if chosen.price is None or content is None:
        return ""
    found = pricing.unit_price(chosen.price, content, chosen.detail.net_unit)
    return price_per(found[1], money(found[0])) if found else ""


def _facts(product: SoldProduct, chosen: SoldVariant) -> list[tuple[str, str]]:
    facts = [(_("Brand"), product.brand)] if product.brand else []
    for value in product.attributes:
        if value.number is not None:
            facts.append((value.name, measure(value.number, value.unit)))
        elif value.flag is not None:
            facts.append((value.name, _("Yes") if value.flag else _("No")))
        else:
            facts.append((value.name, value.choice or ""))
    if chosen.detail.net_content is not None:
        facts.append((_("Net content"), measure(chosen.detail.net_content, chosen.detail.net_unit)))
    facts.append((_("Country of origin"), country(product.origin)))
    facts.append((_("Weight with packaging"), weight(chosen.detail.weight_g)))
    return [*facts, (_("SKU"), chosen.detail.sku)]


def _summary(description: str) -> str:
    text = " ".join(description.split())
    if len(text) <= LONGEST_SUMMARY:
        return text
    cut = text[:LONGEST_SUMMARY]
    return f"{cut.rsplit(' ', 1)[0].rstrip(',.;:—–- ') if ' ' in cut else cut}…"
