from core.kernel.refusal import NotFound


class MediumNotFound(NotFound):
    """No such picture."""

    code = "media.not_found"
