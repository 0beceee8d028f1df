from core.kernel.refusal import NotFound, Refusal


class WishlistNotFound(NotFound):
    """No such list, or it is somebody else's."""

    code = "wishlists.not_found"


class WishNotFound(NotFound):
    """The list does not hold this."""

    code = "wishlists.wish_not_found"


class WishlistUnnamed(Refusal):
    """A further list needs a name."""

    code = "wishlists.unnamed"


class TooManyLists(Refusal):
    """There are `most` lists already."""

    code = "wishlists.too_many_lists"


class WishlistFull(Refusal):
    """The list holds `most` products already."""

    code = "wishlists.full"
