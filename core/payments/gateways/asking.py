"""What every edge asks a gateway: how a payment stands, and to take the money that is ready to be taken."""

from core.payments.gateways.registry import gateway
from core.payments.types import GatewayStatus, PaymentDetail, PaymentState, RefundDetail


def ask_gateway(payment: PaymentDetail) -> GatewayStatus:
    """Ask how a payment stands, and on the way set aside and take what the shopper agreed to.

    Goes over the network, so never inside a transaction. An amount that is not the payment's is not touched:
    settling it will find the difference.
    """
    asked = gateway(payment.gateway)
    told = asked.fetch(payment.reference)
    if told.amount != payment.amount:
        return told
    if told.awaits_authorization:
        told = asked.authorize(payment.reference)
    if told.state == PaymentState.AUTHORIZED:
        told = asked.capture(payment.reference, payment.amount)
    return told


def let_go(payment: PaymentDetail) -> GatewayStatus:
    """Ask the gateway to let go of a payment; gives how it stands then, which may be taken all the same.

    One that the gateway never heard of is simply let go.
    """
    if not payment.reference:
        return GatewayStatus("", PaymentState.VOIDED, payment.amount)
    return gateway(payment.gateway).void(payment.reference)


def send_back(payment: PaymentDetail, refund: RefundDetail) -> str:
    """Ask the gateway to give money back, once per refund number; gives its name for the refund."""
    return gateway(payment.gateway).refund(payment.reference, number=refund.number, amount=refund.amount)
