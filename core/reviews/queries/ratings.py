from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select

from core.kernel.ids import MerchantId, ProductId, SiteId
from core.platform.db import session
from core.reviews import policy
from core.reviews.models import ProductRating
from core.reviews.types import Rating, RatingSummary

NOTHING = RatingSummary(Rating(0, 0), (0, 0, 0, 0, 0), {})


def list_ratings(product_ids: Iterable[ProductId]) -> dict[ProductId, Rating]:
    """Give the ratings of products over all sites; products that nobody has reviewed are missing."""
    wanted = set(product_ids)
    if not wanted:
        return {}
    rows = select(ProductRating.product_id, ProductRating.review_count, ProductRating.average).where(
        ProductRating.product_id.in_(wanted), ProductRating.site_id.is_(None), ProductRating.review_count > 0
    )
    return {ProductId(id): Rating(count, average) for id, count, average in session().execute(rows)}


def get_rating_summary(product_id: ProductId, site_id: SiteId | None = None) -> RatingSummary:
    """Give the rating of a product in full, on one site or over all."""
    at = ProductRating.site_id == site_id if site_id else ProductRating.site_id.is_(None)
    row = session().scalar(select(ProductRating).where(ProductRating.product_id == product_id, at))
    if row is None:
        return NOTHING
    one, two, three, four, five = row.histogram
    rating = Rating(row.review_count, row.average)
    return RatingSummary(rating, (one, two, three, four, five), _aspects(row.aspects))


def list_merchant_ratings(merchant_ids: Iterable[MerchantId]) -> dict[MerchantId, Rating]:
    """Give the ratings of merchants: the mean of all reviews of their goods; the unreviewed are missing."""
    wanted = set(merchant_ids)
    count, stars = func.sum(ProductRating.review_count), func.sum(ProductRating.stars_sum)
    rows = (
        select(ProductRating.merchant_id, count, stars)
        .where(ProductRating.merchant_id.in_(wanted), ProductRating.site_id.is_(None))
        .group_by(ProductRating.merchant_id)
        .having(count > 0)
    )
    found = session().execute(rows).all() if wanted else []
    return {MerchantId(id): policy.mean(int(number), int(total)) for id, number, total in found}


def mean_of(count: int, total: int) -> Rating:
    """Give the mean of `count` reviews whose stars add up to `total`, for rooms that add them up themselves."""
    return policy.mean(count, total)


def _aspects(raw: Mapping[str, Any]) -> dict[str, Rating]:
    return {code: policy.mean(count, total) for code, (count, total) in raw.items()}
