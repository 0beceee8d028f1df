"""What follows from payments and touches the network: gateways asked, told and listened to."""

from datetime import timedelta

from core.checkout import service as checkout
from core.kernel import clock
from core.kernel.ids import PaymentId
from core.payments import queries, service
from core.payments.events import GatewayWordReceived, PaymentAbandoned, RefundRequested
from core.payments.gateways.asking import ask_gateway, let_go, send_back
from core.payments.gateways.sandbox import webhooks
from core.payments.gateways.sandbox.events import SandboxWebhookWritten
from core.payments.types import PaymentDetail, PaymentState, RefundState
from core.platform import log
from core.platform.db import reading, transaction
from workers.job import finishing, job
from workers.queues import QueueName

ASK_AFTER = timedelta(minutes=2)
ASK_UNTIL = timedelta(days=7)
AT_ONCE = 100


@job(queue=QueueName.PAYMENTS, timeout=60)
def follow_gateway_word(event: GatewayWordReceived) -> None:
    """Ask a gateway what its word means for a payment, and settle that."""
    with reading():
        payment = queries.get_payment(PaymentId(event.payment_id))
    if payment.state == PaymentState.CAPTURED:
        return  # who came back to the shop was faster, and nothing moves it any more
    told = ask_gateway(payment)
    with finishing():
        checkout.settle_payment(payment.id, told)


@job(queue=QueueName.PAYMENTS, timeout=60)
def let_go_of_payment(event: PaymentAbandoned) -> None:
    """Have the gateway let go of a payment; where the money came all the same, that is settled."""
    with reading():
        payment = queries.get_payment(PaymentId(event.payment_id))
    told = let_go(payment)
    with finishing():
        checkout.settle_payment(payment.id, told)


@job(queue=QueueName.PAYMENTS, timeout=60)
def carry_out_refund(event: RefundRequested) -> None:
    """Have the gateway give money back."""
    with reading():
        refund = queries.get_refund(event.refund_id)
        payment = queries.get_payment(refund.payment_id)
    if refund.state == RefundState.SUCCEEDED:
        return
    reference = send_back(payment, refund)
    with finishing():
        service.settle_refund(refund.id, reference)


@job(queue=QueueName.PAYMENTS, timeout=120)
def ask_about_open_payments() -> str:
    """Ask after payments that nobody told us about: a webhook may be lost and a browser may never return."""
    now = clock.now()
    with reading():
        waiting = queries.list_open_payments(now - ASK_UNTIL, now - ASK_AFTER, AT_ONCE)
    moved = sum(_ask_about(payment) for payment in waiting)
    return f"asked {len(waiting)}, moved {moved}"


@job(queue=QueueName.PAYMENTS, timeout=60)
def deliver_due_sandbox_webhooks(event: SandboxWebhookWritten | None = None) -> str:
    """Send what the sandbox company has to say and is due: when it was written, and again at every turn."""
    return f"heard {webhooks.send_due()}"


def _ask_about(payment: PaymentDetail) -> bool:
    try:
        told = ask_gateway(payment)
        with transaction():
            return checkout.settle_payment(payment.id, told) is not None
    except Exception:  # the trouble of one payment is not that of the others
        log.get(__name__).exception("asking about a payment failed", payment=payment.number)
        return False
