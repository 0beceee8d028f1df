from collections.abc import Iterable
from typing import Any

from sqlalchemy import Integer, cast, delete, func, select, true

from core.catalog import queries as catalog
from core.kernel import clock
from core.kernel.ids import ProductId
from core.platform import locks, outbox
from core.platform.db import session
from core.reviews import policy
from core.reviews.events import ProductRatingChanged
from core.reviews.models import ProductRating, Review
from core.reviews.queries import list_ratings
from core.reviews.types import Rating, SaidState

ALL_SITES = None


def recount_product(product_id: ProductId) -> None:
    """Count the ratings of a product anew, per site and over all, from its published reviews."""
    locks.advisory(f"rating:{product_id}")
    before = list_ratings([product_id]).get(product_id, Rating(0, 0))
    session().execute(delete(ProductRating).where(ProductRating.product_id == product_id))
    merchant_id = catalog.list_names([product_id], ("en",))[product_id].merchant_id
    rows = _count(product_id)
    for site_id, row in rows.items():
        session().add(
            ProductRating(
                product_id=product_id, merchant_id=merchant_id, site_id=site_id, counted_at=clock.now(), **row
            )
        )
    session().flush()
    overall = rows.get(ALL_SITES)
    after = Rating(overall["review_count"], overall["average"]) if overall else Rating(0, 0)
    if after != before:
        outbox.record(ProductRatingChanged(product_id=product_id, count=after.count, average=after.average))


def _count(product_id: ProductId) -> dict[int | None, dict[str, Any]]:
    published = Review.product_id == product_id, Review.state == SaidState.PUBLISHED
    stars = select(Review.site_id, Review.stars, func.count()).where(*published)
    counted = session().execute(stars.group_by(Review.site_id, Review.stars)).all()
    each = func.jsonb_each_text(Review.aspects).table_valued("key", "value")
    number = cast(each.c.value, Integer)
    parts = (
        select(Review.site_id, each.c.key, func.count(), func.sum(number))
        .select_from(Review)
        .join(each, true())
    )
    aspects = session().execute(parts.where(*published).group_by(Review.site_id, each.c.key)).all()
    sites: list[int | None] = [*dict.fromkeys(row[0] for row in counted)]
    return {
        site: _row(
            [row[1:] for row in counted if site in {ALL_SITES, row[0]}],
            [row[1:] for row in aspects if site in {ALL_SITES, row[0]}],
        )
        for site in ([ALL_SITES, *sites] if counted else [])
    }


def _row(counted: Iterable[Any], aspects: Iterable[Any]) -> dict[str, Any]:
    histogram = [0] * 5
    for stars, number in counted:
        histogram[stars - 1] += number
    sums: dict[str, list[int]] = {}
    for code, number, total in aspects:
        known = sums.setdefault(code, [0, 0])
        known[0] += number
        known[1] += int(total)
    count = sum(histogram)
    stars_sum = sum((index + 1) * number for index, number in enumerate(histogram))
    return {
        "review_count": count,
        "stars_sum": stars_sum,
        "average": policy.mean(count, stars_sum).average,
        "histogram": histogram,
        "aspects": sums,
    }
