from core.accounts.events import AccountDeleted
from core.kernel.ids import AccountId, ProductId
from core.reviews.events import ReviewsChanged
from core.reviews.service import anonymize_account, recount_product


def count_rating_of_reviewed_product(event: ReviewsChanged) -> None:
    """Bring the rating of a product up to date after its reviews changed."""
    recount_product(ProductId(event.product_id))


def forget_author_of_deleted_account(event: AccountDeleted) -> None:
    """Keep what a deleted account said without saying who."""
    anonymize_account(AccountId(event.account_id))
