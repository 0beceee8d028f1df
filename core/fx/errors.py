from core.kernel.refusal import Refusal


class RateMissing(Refusal):
    """No rate leads from one currency to the other on the day; facts name both and the day."""

    code = "fx.rate_missing"
