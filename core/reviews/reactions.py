from core.kernel.ids import ProductId
from core.reviews.events import ReviewsChanged
from core.reviews.service import recount_product


def count_rating_of_reviewed_product(event: ReviewsChanged) -> None:
    """Bring the rating of a product up to date after its reviews changed."""
    recount_product(ProductId(event.product_id))
