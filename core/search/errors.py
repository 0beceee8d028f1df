from core.kernel.refusal import Conflict, NotFound, Refusal


class BrandNotFound(NotFound):
    """The site sells nothing of such a brand."""

    code = "search.brand_not_found"


class SynonymsNotFound(NotFound):
    """There is no such group of synonyms."""

    code = "search.synonyms_not_found"


class SynonymsOutdated(Conflict):
    """Somebody else changed the group after it was read."""

    code = "search.synonyms_outdated"


class TooFewSynonyms(Refusal):
    """A group of synonyms needs two different terms at least."""

    code = "search.too_few_synonyms"
