from core.kernel.refusal import Refusal


class PriceMustBePositive(Refusal):
    """A price of nothing or less."""

    code = "pricing.price_must_be_positive"


class PriceMissing(Refusal):
    """A variant has no price on the site in the currency; the fact `variant_id` names it."""

    code = "pricing.price_missing"
