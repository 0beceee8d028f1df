"""What the page of a product shows: the chosen variant, the way to every other one, and what machines read."""

from typing import Any

from flask_babel import gettext as _

from core.catalog import queries as catalogs
from core.catalog.types import Choice, OptionAxis
from core.kernel.page import PageAsk
from core.search import queries as search
from core.search.types import ListingAsk, SoldProduct, SoldVariant, View
from web.shared import linked_data
from web.shared.alternates import Addresses, absolute, addresses
from web.shared.filters import country
from web.shared.measures import measure, weight
from web.shared.pages import category_tree, href
from web.shared.pictures import Picture, picture_of
from web.storefront.catalog.listing import card_of, current_view, trail_to

MORE = 4
LARGE = 1200
LONGEST_SUMMARY = 160


def page_of(product: SoldProduct, wanted: str) -> dict[str, Any]:
    """Give what the page shows with the `wanted` variant chosen, or the best one to start with."""
    chosen = choose(product, wanted)
    places = addresses("catalog.product", product.slugs)
    trail = trail_to(catalogs.find_category(category_tree(), product.category_id), product.title)
    return {
        "product": product,
        "chosen": chosen,
        "pictures": pictures_of(product, chosen),
        "options": [_option(product, chosen, axis) for axis in product.options],
        "facts": _facts(product, chosen),
        "more": _more(product, current_view()),
        "summary": _summary(product.description),
        "image": _image(product, chosen),
        "trail": trail,
        "addresses": places,
        "linked_data": linked_data.script(
            _linked(product, chosen, places), linked_data.breadcrumb_list(trail, places.canonical)
        ),
    }


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
        "href": href("catalog.product", slug=product.slug, variant=target.id),
        "current": chosen.detail.choices.get(axis.attribute_id) == choice,
        "available": target.can_buy,
        "exists": likeness(target)[0] == len(wanted),
    }


def _facts(product: SoldProduct, chosen: SoldVariant) -> list[tuple[str, str]]:
    facts = [(_("Brand"), product.brand)] if product.brand else []
    for value in product.attributes:
        if value.number is not None:
            facts.append((value.name, measure(value.number, value.unit)))
        elif value.flag is not None:
            facts.append((value.name, _("Yes") if value.flag else _("No")))
        else:
            facts.append((value.name, value.choice or ""))
    facts.append((_("Country of origin"), country(product.origin)))
    facts.append((_("Weight with packaging"), weight(chosen.detail.weight_g)))
    return [*facts, (_("SKU"), chosen.detail.sku)]


def _more(product: SoldProduct, view: View) -> list[Any]:
    ask = ListingAsk(view, merchant_id=product.merchant.id, without=product.id, page=PageAsk(1, MORE))
    return [card_of(card) for card in search.list_cards(ask, is_counted=False).items]


def _summary(description: str) -> str:
    text = " ".join(description.split())
    if len(text) <= LONGEST_SUMMARY:
        return text
    cut = text[:LONGEST_SUMMARY]
    return f"{cut.rsplit(' ', 1)[0].rstrip(',.;:—–- ') if ' ' in cut else cut}…"


def _image(product: SoldProduct, chosen: SoldVariant) -> str:
    return next(iter(_images(product, chosen)), "")


def _images(product: SoldProduct, chosen: SoldVariant) -> list[str]:
    own = {choice.id for choice in chosen.detail.choices.values()} | {None}
    faces = [product.media.get(one.media_id) for one in product.pictures if one.choice_id in own]
    return [absolute(face.source(LARGE)) for face in faces if face and face.is_ready]


def _linked(product: SoldProduct, chosen: SoldVariant, places: Addresses) -> linked_data.Thing:
    return linked_data.thing(
        "Product",
        name=product.title,
        description=_summary(product.description),
        sku=chosen.detail.sku,
        brand={"@type": "Brand", "name": product.brand} if product.brand else None,
        image=_images(product, chosen),
        offers=_offer(product, chosen, places),
    )


def _offer(product: SoldProduct, chosen: SoldVariant, places: Addresses) -> dict[str, Any] | None:
    if chosen.price is None:
        return None
    stock = "InStock" if chosen.can_buy else "OutOfStock"
    return {
        "@type": "Offer",
        "price": str(chosen.price.decimal),
        "priceCurrency": chosen.price.currency,
        "availability": f"https://schema.org/{stock}",
        "itemCondition": "https://schema.org/NewCondition",
        "url": f"{places.canonical}?variant={chosen.id}" if product.options else places.canonical,
        "seller": {"@type": "Organization", "name": product.merchant.name},
    }
