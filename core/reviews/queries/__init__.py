"""What others may read of reviews and questions: ratings, what readers see, and what waits for whom."""

from core.reviews.queries.own import has_voted, list_of_account, voter_of
from core.reviews.queries.questions import (
    get_published_question,
    get_question_to_tell,
    list_questions,
    list_questions_of_merchant,
    list_questions_of_shopper,
)
from core.reviews.queries.ratings import get_rating_summary, list_merchant_ratings, list_ratings, mean_of
from core.reviews.queries.reviews import (
    count_by_language,
    count_with_photos,
    get_published_review,
    get_review_to_tell,
    get_reviewable,
    list_aspects,
    list_complaints,
    list_reviews,
    list_reviews_of_merchant,
    list_reviews_of_shopper,
    list_states_of_lines,
    list_unreviewed,
)
from core.reviews.queries.tasks import count_tasks, list_tasks

__all__ = [
    "count_by_language",
    "count_tasks",
    "count_with_photos",
    "get_published_question",
    "get_published_review",
    "get_question_to_tell",
    "get_rating_summary",
    "get_review_to_tell",
    "get_reviewable",
    "has_voted",
    "list_aspects",
    "list_complaints",
    "list_merchant_ratings",
    "list_of_account",
    "list_questions",
    "list_questions_of_merchant",
    "list_questions_of_shopper",
    "list_ratings",
    "list_reviews",
    "list_reviews_of_merchant",
    "list_reviews_of_shopper",
    "list_states_of_lines",
    "list_tasks",
    "list_unreviewed",
    "mean_of",
    "voter_of",
]
