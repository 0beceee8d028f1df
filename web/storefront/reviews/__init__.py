"""What shoppers say of products: reading and writing reviews, asking and reading questions."""

from web.storefront.reviews import asking, mine, reading, voting, writing
from web.storefront.reviews.blueprint import reviews

__all__ = ["asking", "mine", "reading", "reviews", "voting", "writing"]
