"""What others may read of reviews and questions: ratings, what readers see, and what waits for whom."""

from core.reviews.queries.ratings import get_rating_summary, list_merchant_ratings, list_ratings

__all__ = ["get_rating_summary", "list_merchant_ratings", "list_ratings"]
