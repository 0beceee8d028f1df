from core.kernel.refusal import Refusal


class PriceMustBePositive(Refusal):
    """A price of nothing or less."""

    code = "pricing.price_must_be_positive"
