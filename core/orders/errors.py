from core.kernel.refusal import Conflict, NotFound


class OrderNotFound(NotFound):
    """No such order, or it is not this person's."""

    code = "orders.not_found"


class OrderOutdated(Conflict):
    """The order moved on since it was read; the fact `state` says where to."""

    code = "orders.outdated"
