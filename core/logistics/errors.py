from core.kernel.refusal import NotFound, Refusal


class TrackingNotFound(NotFound):
    """No such waybill is followed."""

    code = "logistics.tracking_not_found"


class CarrierUnknown(NotFound):
    """No such carrier works for this shop."""

    code = "logistics.carrier_unknown"


class CarrierSignatureWrong(Refusal):
    """A word that the carrier did not sign, or too long ago, or that makes no sense."""

    code = "logistics.signature_wrong"
    status = 400
