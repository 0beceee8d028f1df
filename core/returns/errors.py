from core.kernel.refusal import Conflict, NotFound, Refusal


class ReturnNotFound(NotFound):
    """No such return, or it is not this person's."""

    code = "returns.not_found"


class PhotoNotFound(NotFound):
    """The return has no such photo, or it was erased."""

    code = "returns.photo_not_found"


class TooManyPhotos(Refusal):
    """A return takes no more photos than the fact `most`."""

    code = "returns.too_many_photos"


class WindowClosed(Refusal):
    """The order has not arrived yet, or its time to be sent back is over."""

    code = "returns.window_closed"


class NothingToReturn(Refusal):
    """No units were chosen."""

    code = "returns.nothing_chosen"


class UnitsGone(Conflict):
    """More units were chosen than are left to be returned."""

    code = "returns.units_gone"


class CommentTooLong(Refusal):
    """The comment is longer than the fact `most` allows."""

    code = "returns.comment_too_long"
