from core.kernel.refusal import NotFound, Refusal


class ParcelNotFound(NotFound):
    """No such parcel, or it is not of this order."""

    code = "fulfillment.parcel_not_found"


class NotInTheOrder(Refusal):
    """A parcel would hold nothing, or more than its order has left."""

    code = "fulfillment.not_in_the_order"
