from core.invoices import service
from core.kernel.ids import OrderId, PurchaseId
from core.orders.events import PurchasePaid
from core.payments import queries as payments
from core.payments.events import RefundSucceeded


def issue_invoices_of_purchase(event: PurchasePaid) -> None:
    """Issue an invoice for each order of a purchase that was paid."""
    service.issue_invoices(PurchaseId(event.purchase_id))


def issue_credit_note_of_refund(event: RefundSucceeded) -> None:
    """Issue a credit note for an order's money that went back; money that came too late was never invoiced."""
    refund = payments.get_refund(event.refund_id)
    kind, _, rest = refund.cause.partition(":")
    if kind == "order":
        order_id = OrderId(int(rest.partition(":")[0]))
        service.issue_credit_note(order_id, refund.amount, refund=refund.number, at=refund.created_at)
