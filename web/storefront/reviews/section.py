"""What the list of a product's reviews shows: its rating, the ways to narrow it down, and a page of reviews."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, request
from flask_babel import gettext as _

from core.kernel.ids import MediaId, ProductId
from core.kernel.page import Page, PageAsk
from core.media import queries as media
from core.reviews import queries
from core.reviews.types import RatingSummary, Review, ReviewAsk, Sort
from web.shared import said
from web.shared.filters import number
from web.shared.pages import href
from web.shared.pictures import Picture, picture_of
from web.shared.site import LANGUAGES, current_language

SIZE = 8


@dataclass(frozen=True, slots=True)
class ShownReview:
    """A review with its photos and the words around it; `foreign` names its language where it is not the page's."""

    review: Review
    author: str
    photos: list[Picture]
    foreign: str

    @property
    def html_lang(self) -> str:
        return html_lang(self.review.language)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the histogram: the share is per cent of all reviews."""

    stars: int
    count: int
    share: int
    href: str
    current: bool


def asked(product_id: ProductId) -> tuple[ReviewAsk, PageAsk]:
    """Read what the query string wants to see; what is no choice of ours is left out."""
    stars, page = request.args.get("stars", ""), request.args.get("page", "1")
    language, sort = request.args.get("in", ""), request.args.get("sort", "")
    ask = ReviewAsk(
        product_id,
        current_language(),
        stars=int(stars) if stars in {"1", "2", "3", "4", "5"} else None,
        with_photos=request.args.get("photos") == "1",
        language=language if language in LANGUAGES else "",
        sort=Sort(sort) if sort in set(Sort) else Sort.HELPFUL,
    )
    return ask, PageAsk(
        int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 and int(page) else 1, SIZE
    )


def section_of(product_id: ProductId, slug: str) -> dict[str, Any]:
    """Give what the list shows; a page beyond the last does not exist (404)."""
    ask, page_ask = asked(product_id)
    summary = queries.get_rating_summary(product_id)
    found = queries.list_reviews(ask, page_ask)
    if found.number > found.last:
        abort(404)
    return {
        "product_slug": slug,
        "summary": summary,
        "bars": _bars(summary, ask, slug),
        "aspects": [(said.aspect(code), rating) for code, rating in sorted(summary.aspects.items())],
        "chips": _chips(ask, slug, summary),
        "sorts": _sorts(ask, slug),
        "shown": shown_reviews(found.items),
        "found": found.total,
        "is_narrowed": bool(ask.stars or ask.with_photos or ask.language),
        **_pages(found, ask, slug),
    }


def shown_reviews(reviews: Iterable[Review]) -> list[ShownReview]:
    """Lay out reviews with their photos."""
    listed = list(reviews)
    faces = media.list_by_ids({photo for review in listed for photo in review.photos})
    return [
        ShownReview(
            review, said.author(review.author), photos_of(review, faces), foreign_name(review.language)
        )
        for review in listed
    ]


def photos_of(review: Review, faces: Mapping[MediaId, Any]) -> list[Picture]:
    """Give the photos of a review with words for who cannot see them."""
    name = said.author(review.author)
    drawn = [
        picture_of(faces.get(photo), _("Photo %(number)s by %(author)s", number=place, author=name))
        for place, photo in enumerate(review.photos, 1)
    ]
    return [picture for picture in drawn if picture is not None]


def html_lang(language: str) -> str:
    """Give the HTML tag of a language."""
    return LANGUAGES[language][1] if language in LANGUAGES else language


def foreign_name(language: str) -> str:
    """Name a language in itself where it is not the page's."""
    return "" if language == current_language() or language not in LANGUAGES else LANGUAGES[language][2]


def address_of(ask: ReviewAsk, slug: str, page: int = 1) -> str:
    """Give the address of a list; what is usual is not said."""
    wanted = {
        "stars": ask.stars,
        "photos": 1 if ask.with_photos else None,
        "in": ask.language or None,
        "sort": None if ask.sort == Sort.HELPFUL else ask.sort.value,
        "page": page if page > 1 else None,
    }
    query = {name: value for name, value in wanted.items() if value is not None}
    return href("reviews.show", slug=slug, **query)


def _bars(summary: RatingSummary, ask: ReviewAsk, slug: str) -> list[Bar]:
    total = summary.rating.count or 1
    return [
        Bar(
            stars,
            count,
            round(100 * count / total),
            address_of(replace(ask, stars=None if ask.stars == stars else stars), slug),
            ask.stars == stars,
        )
        for stars, count in reversed(list(enumerate(summary.histogram, 1)))
    ]


def _chips(ask: ReviewAsk, slug: str, summary: RatingSummary) -> list[dict[str, Any]]:
    """List the ways to narrow the list down; each leads to itself taken off where it is on."""
    if not summary.rating.count:
        return []
    chips = [
        _chip(
            _("All reviews"),
            summary.rating.count,
            replace(ask, stars=None, with_photos=False, language=""),
            slug,
            _is_plain(ask),
        )
    ]
    if ask.stars:
        words = _("%(mean)s of 5 stars", mean=ask.stars)
        chips.append(_chip(words, summary.histogram[ask.stars - 1], replace(ask, stars=None), slug, True))
    photos = queries.count_with_photos(ask.product_id)
    if photos:
        chips.append(
            _chip(
                _("With photos"), photos, replace(ask, with_photos=not ask.with_photos), slug, ask.with_photos
            )
        )
    languages = queries.count_by_language(ask.product_id)
    if len(languages) > 1:
        for code in sorted(languages, key=lambda code: (code != ask.first_language, -languages[code], code)):
            is_on = ask.language == code
            other = replace(ask, language="" if is_on else code)
            chips.append(
                {**_chip(LANGUAGES[code][2], languages[code], other, slug, is_on), "lang": LANGUAGES[code][1]}
            )
    return chips


def _is_plain(ask: ReviewAsk) -> bool:
    return not (ask.stars or ask.with_photos or ask.language)


def _chip(text: str, count: int, ask: ReviewAsk, slug: str, current: bool) -> dict[str, Any]:
    return {
        "text": text,
        "count": number(count),
        "href": address_of(ask, slug),
        "current": current,
        "lang": "",
    }


def _sorts(ask: ReviewAsk, slug: str) -> list[dict[str, Any]]:
    words = {Sort.HELPFUL: _("Most helpful"), Sort.NEWEST: _("Newest")}
    return [
        {"text": text, "href": address_of(replace(ask, sort=sort), slug), "current": ask.sort == sort}
        for sort, text in words.items()
    ]


def _pages(found: Page[Review], ask: ReviewAsk, slug: str) -> dict[str, Any]:
    return {
        "page_number": number(found.number),
        "page_last": number(found.last),
        "has_pages": found.last > 1,
        "previous_href": address_of(ask, slug, found.number - 1) if found.has_previous else "",
        "next_href": address_of(ask, slug, found.number + 1) if found.has_next else "",
    }
