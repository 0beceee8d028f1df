from core.kernel.refusal import Refusal


class CartFull(Refusal):
    """The cart holds as many different things as it can; the fact `most` says how many."""

    code = "cart.full"


class QuantityOutOfRange(Refusal):
    """A quantity below one or above what one purchase may hold; the fact `most` says how many."""

    code = "cart.quantity_out_of_range"
