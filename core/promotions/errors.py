from core.kernel.refusal import Conflict, NotFound, Refusal


class OfferNotFound(NotFound):
    """No such offer on this site, or it is not published."""

    code = "promotions.offer_not_found"


class OfferOutdated(Conflict):
    """Somebody changed the offer since it was read."""

    code = "promotions.offer_outdated"


class OfferEnded(Conflict):
    """An offer that has ended stays as it was."""

    code = "promotions.offer_ended"


class CodeTaken(Conflict):
    """The site has an offer with this code."""

    code = "promotions.code_taken"


class CodeUnfit(Refusal):
    """A code is made of small letters, digits and hyphens."""

    code = "promotions.code_unfit"


class NameMissing(Refusal):
    """An offer needs a name in one language at least."""

    code = "promotions.name_missing"


class QuotaOutOfRange(Refusal):
    """There is one coupon at least and `most` at most."""

    code = "promotions.quota_out_of_range"


class QuotaShrinks(Refusal):
    """Once shoppers may claim, there can only be more coupons: those in line were promised one of `quota`."""

    code = "promotions.quota_shrinks"


class WindowCrossed(Refusal):
    """Claiming would end before it begins."""

    code = "promotions.window_crossed"
