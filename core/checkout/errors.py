from core.kernel.refusal import Conflict, NotFound, Refusal


class NothingToOrder(Refusal):
    """The cart is empty or gone."""

    code = "checkout.nothing_to_order"


class CheckoutIncomplete(NotFound):
    """A step before this one is not done; the fact `step` names it."""

    code = "checkout.incomplete"
    status = 409


class QuoteChanged(Conflict):
    """Something changed since the shopper saw the total; the fact `lines` names what."""

    code = "checkout.quote_changed"


class LineShort(Conflict):
    """Somebody was faster: facts title, label, available."""

    code = "checkout.line_short"


class KeyReused(Conflict):
    """The same idempotency key came with another purchase."""

    code = "checkout.key_reused"


class NotPayable(Conflict):
    """The purchase is paid, expired or canceled already; the fact `state` says which."""

    code = "checkout.not_payable"
