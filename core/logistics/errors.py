from core.kernel.refusal import Refusal


class NotServed(Refusal):
    """No service carries these pieces from the location to the country."""

    code = "logistics.not_served"
