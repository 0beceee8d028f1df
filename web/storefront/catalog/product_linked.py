"""What machines read on a product's page: schema.org's Product, its variants, its offer with all its terms."""

from typing import Any

from core.checkout import service as checkout
from core.checkout.types import ShippingChoice
from core.fx.errors import RateMissing
from core.kernel.ids import LocationId
from core.kernel.money import Money
from core.logistics.types import Piece
from core.merchants.types import ReturnPayer, ReturnTerms
from core.pricing.types import Reduction
from core.reviews.types import Rating
from core.search.types import SoldProduct, SoldVariant
from web.shared import linked_data, made_of
from web.shared.alternates import Addresses, absolute
from web.shared.site import current_ask, current_site

LARGE = 1200
UNIT_CODES = {
    "kg": "KGM",
    "l": "LTR",
    "m": "MTR",
    "m2": "MTK",
    "pcs": "C62",
    "g": "GRM",
    "ml": "MLT",
    "cm": "CMT",
}
VARIES_BY = {"color": "https://schema.org/color", "size": "https://schema.org/size"}


def things_of(
    product: SoldProduct,
    chosen: SoldVariant,
    places: Addresses,
    summary: str,
    reduction: Reduction | None,
    rating: Rating | None = None,
) -> list[linked_data.Thing]:
    """Describe the chosen variant, and the group of variants that it belongs to."""
    described = linked_data.thing(
        "Product",
        name=product.title,
        description=summary,
        sku=chosen.detail.sku,
        gtin=chosen.detail.barcode,
        brand={"@type": "Brand", "name": product.brand} if product.brand else None,
        image=images_of(product, chosen),
        countryOfOrigin=product.origin,
        inProductGroupWithID=_group_id(product) if product.options else None,
        aggregateRating=linked_data.aggregate_rating(rating.count, rating.average) if rating else None,
        offers=_offer(product, chosen, places, reduction),
    )
    return [described, _group(product, places)] if product.options else [described]


def images_of(product: SoldProduct, chosen: SoldVariant) -> list[str]:
    """Give the addresses of the chosen variant's pictures, wide enough for a messenger's card."""
    own = {choice.id for choice in chosen.detail.choices.values()} | {None}
    faces = [product.media.get(one.media_id) for one in product.pictures if one.choice_id in own]
    return [absolute(face.source(LARGE)) for face in faces if face and face.is_ready]


def _group(product: SoldProduct, places: Addresses) -> linked_data.Thing:
    axes = [VARIES_BY.get(axis.code, axis.name) for axis in product.options]
    variants = [
        {"@type": "Product", "sku": variant.detail.sku, "url": f"{places.canonical}?variant={variant.id}"}
        for variant in product.variants
        if variant.price
    ]
    return linked_data.thing(
        "ProductGroup",
        productGroupID=_group_id(product),
        name=product.title,
        url=places.canonical,
        variesBy=axes,
        hasVariant=variants,
    )


def _group_id(product: SoldProduct) -> str:
    return f"{product.merchant.code}-{product.id}"


def _offer(
    product: SoldProduct, chosen: SoldVariant, places: Addresses, reduction: Reduction | None
) -> dict[str, Any] | None:
    if chosen.price is None:
        return None
    stock = "InStock" if chosen.can_buy else "OutOfStock"
    offer = {
        "@type": "Offer",
        "price": str(chosen.price.decimal),
        "priceCurrency": chosen.price.currency,
        "availability": f"https://schema.org/{stock}",
        "itemCondition": "https://schema.org/NewCondition",
        "url": f"{places.canonical}?variant={chosen.id}" if product.options else places.canonical,
        "seller": {"@type": "Organization", "name": product.merchant.name},
        "priceSpecification": _prices(chosen, reduction),
        "shippingDetails": _shipping(chosen, chosen.price),
        "hasMerchantReturnPolicy": _returns(product.merchant.returns),
    }
    return {name: fact for name, fact in offer.items() if fact}


def _prices(chosen: SoldVariant, reduction: Reduction | None) -> list[dict[str, Any]]:
    """Say the price before the reduction, and what a whole unit costs."""
    found: list[dict[str, Any]] = []
    if reduction is not None:
        found.append(
            {
                "@type": "UnitPriceSpecification",
                "priceType": "https://schema.org/StrikethroughPrice",
                "price": str(reduction.was.decimal),
                "priceCurrency": reduction.was.currency,
            }
        )
    if chosen.price is not None and chosen.detail.net_content is not None:
        found.append(
            {
                "@type": "UnitPriceSpecification",
                "price": str(chosen.price.decimal),
                "priceCurrency": chosen.price.currency,
                "referenceQuantity": {
                    "@type": "QuantitativeValue",
                    "value": f"{chosen.detail.net_content:f}".rstrip("0").rstrip("."),
                    "unitCode": UNIT_CODES[chosen.detail.net_unit],
                },
            }
        )
    return found


def _shipping(chosen: SoldVariant, price: Money) -> list[dict[str, Any]]:
    """Say where it is sent from and to, and to the site's own country also what that costs and how long it takes.

    For every other country that stands on the page of delivery.
    """
    if chosen.ships_from is None:
        return []
    made_of.note("tariffs", chosen.ships_from.id)
    site, origin = current_site(), _region(chosen.ships_from.country)
    others = [_region(code) for code in site.countries if code != site.default_country]
    way = _cheapest_way(chosen, chosen.ships_from.id, price)
    known = [_way(way, origin, _region(site.default_country))] if way else []
    abroad = {"@type": "OfferShippingDetails", "shippingOrigin": origin, "shippingDestination": others}
    return [*known, abroad] if others else known


def _cheapest_way(chosen: SoldVariant, place: LocationId, price: Money) -> ShippingChoice | None:
    detail = chosen.detail
    ask = current_ask(current_site().default_country)
    try:
        ways = checkout.list_ways(ask, place, Piece(detail.weight_g, detail.dimensions_mm, 1), price)
    except RateMissing:  # then the cart can't say either, and the page does without
        return None
    return next(iter(ways), None)


def _way(way: ShippingChoice, origin: dict[str, Any], destination: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "OfferShippingDetails",
        "shippingOrigin": origin,
        "shippingDestination": destination,
        "shippingRate": {
            "@type": "MonetaryAmount",
            "value": str(way.price.decimal),
            "currency": way.price.currency,
        },
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "handlingTime": _days(0, way.handling_days),
            "transitTime": _days(*way.transit_days),
        },
    }


def _days(least: int, most: int) -> dict[str, Any]:
    return {"@type": "QuantitativeValue", "minValue": least, "maxValue": most, "unitCode": "DAY"}


def _region(country: str) -> dict[str, Any]:
    return {"@type": "DefinedRegion", "addressCountry": country}


def _returns(terms: ReturnTerms | None) -> dict[str, Any] | None:
    if terms is None:
        return None
    fees = "FreeReturn" if terms.payer == ReturnPayer.MERCHANT else "ReturnFeesCustomerResponsibility"
    return {
        "@type": "MerchantReturnPolicy",
        "applicableCountry": list(current_site().countries),
        "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": terms.days,
        "returnMethod": "https://schema.org/ReturnByMail",
        "returnFees": f"https://schema.org/{fees}",
    }
