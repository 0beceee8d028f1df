from web.shared import said
from web.storefront.area import area

reviews = area("reviews", __name__)


@reviews.context_processor
def words() -> dict[str, object]:
    """Give the words of ratings and refusals."""
    return {"said": said}
