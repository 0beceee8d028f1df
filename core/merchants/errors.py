from core.kernel.refusal import NotFound, Refusal


class MerchantNotFound(NotFound):
    """No such merchant, or it does not sell at present."""

    code = "merchants.not_found"


class ReturnDaysOutOfReason(Refusal):
    """Fewer days to send goods back than the law gives, or more than a year; `least` and `most` are the bounds."""

    code = "merchants.return_days_out_of_reason"
