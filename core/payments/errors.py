from core.kernel.refusal import Conflict, NotFound, Refusal


class PaymentNotFound(NotFound):
    """No such payment."""

    code = "payments.not_found"


class RefundTooLarge(Refusal):
    """More would go back than came in; facts: asked, left (minor units)."""

    code = "payments.refund_too_large"


class SignatureWrong(Refusal):
    """A webhook that the gateway did not sign, or too long ago."""

    code = "payments.signature_wrong"
    status = 400


class GatewayUnknown(Refusal):
    """The site offers no such way to pay."""

    code = "payments.gateway_unknown"


class MethodOutdated(Conflict):
    """Somebody changed this way to pay meanwhile."""

    code = "payments.method_outdated"


class LimitsCrossed(Refusal):
    """The least amount is above the most."""

    code = "payments.limits_crossed"
