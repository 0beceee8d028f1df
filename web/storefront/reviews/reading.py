from typing import Any

from werkzeug.wrappers import Response

from core.reviews import queries
from core.reviews.types import Review
from core.search.types import SoldProduct
from core.switches.types import Feature
from web.shared import linked_data, said
from web.shared.alternates import Addresses, addresses
from web.shared.asking import page_ask
from web.shared.caching import shared
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import is_swap, respond
from web.shared.resting import rest
from web.shared.secondary import secondary
from web.shared.site import current_language
from web.storefront.reviews.blueprint import reviews
from web.storefront.reviews.product import Named, moved, sold
from web.storefront.reviews.section import foreign_name, html_lang, section_of

QUESTIONS = 10


@reviews.get("/p/<slug>/reviews")
@public
def show(slug: str) -> Response:
    """Show what buyers say of a product."""
    product = sold(slug)
    if product.slug != slug:
        return moved("reviews.show", product)
    section = secondary(Feature.REVIEWS, lambda: section_of(product.id, slug))
    if section is None:
        return rest(Feature.REVIEWS)
    if is_swap():
        return shared(respond("", fragment="storefront/reviews/_section.html", is_part=True, **section))
    places = _addresses("reviews.show", product)
    page: dict[str, Any] = {**section, "product": product, "addresses": places, "is_part": False}
    data = linked_data.script(_linked(product, section, places))
    return shared(respond("storefront/reviews/reviews.html", fragment="", linked_data=data, **page))


@reviews.get("/p/<slug>/questions")
@public
def questions(slug: str) -> Response:
    """Show what was asked about a product, and the answers."""
    product = sold(slug)
    if product.slug != slug:
        return moved("reviews.questions", product)
    ask = page_ask(QUESTIONS)
    found = secondary(Feature.REVIEWS, lambda: queries.list_questions(product.id, current_language(), ask))
    if found is None:
        return rest(Feature.REVIEWS)
    part: dict[str, Any] = {
        "product_slug": slug,
        "found": found,
        "foreign_name": foreign_name,
        "html_lang": html_lang,
        "next_href": href("reviews.questions", slug=slug, page=found.number + 1) if found.has_next else "",
        "previous_href": href("reviews.questions", slug=slug, page=found.number - 1)
        if found.has_previous
        else "",
    }
    if is_swap():
        return shared(respond("", fragment="storefront/reviews/_questions.html", is_part=True, **part))
    places = _addresses("reviews.questions", product)
    page: dict[str, Any] = {**part, "product": product, "addresses": places, "is_part": False}
    return shared(respond("storefront/reviews/questions.html", fragment="", **page))


def _addresses(endpoint: str, product: Named) -> Addresses:
    assert isinstance(product, SoldProduct)  # only a fragment does with less
    return addresses(endpoint, product.slugs, languages=product.languages)


def _linked(product: Named, section: dict[str, Any], places: Addresses) -> dict[str, Any]:
    rating = section["summary"].rating
    return linked_data.thing(
        "Product",
        name=product.title,
        url=places.canonical.removesuffix("/reviews"),
        aggregateRating=linked_data.aggregate_rating(rating.count, rating.average) if rating.count else None,
        review=[_linked_review(shown.review) for shown in section["shown"]],
    )


def _linked_review(review: Review) -> dict[str, Any]:
    return {
        "@type": "Review",
        "author": {"@type": "Person", "name": said.author(review.author)},
        "datePublished": review.written_at.date().isoformat(),
        "inLanguage": html_lang(review.language),
        "reviewRating": {"@type": "Rating", "ratingValue": review.stars, "bestRating": 5, "worstRating": 1},
        "reviewBody": review.text,
    } | ({"name": review.title} if review.title else {})
