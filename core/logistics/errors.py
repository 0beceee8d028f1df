from core.kernel.refusal import NotFound, Refusal


class NotServed(Refusal):
    """No service carries these pieces from the location to the country."""

    code = "logistics.not_served"


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
