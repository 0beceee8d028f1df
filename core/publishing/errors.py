from core.kernel.refusal import NotFound


class GeneratedPageNotFound(NotFound):
    """No page was generated at this address."""

    code = "publishing.page_not_found"
