from core.kernel.refusal import NotFound


class MerchantNotFound(NotFound):
    """No such merchant, or it does not sell at present."""

    code = "merchants.not_found"
