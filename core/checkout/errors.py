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


class LineGone(LineShort):
    """The same, said by the counter of a pool before anything was read: facts title, label, available."""

    code = "checkout.line_gone"


class LineLimited(Conflict):
    """One shopper may not have so many in a flash sale: facts title, label, most."""

    code = "checkout.line_limited"


class LineOver(Conflict):
    """The flash sale of a line ended meanwhile: facts title, label."""

    code = "checkout.line_over"


class KeyReused(Conflict):
    """The same idempotency key came with another purchase."""

    code = "checkout.key_reused"


class NotPayable(Conflict):
    """The purchase is paid, expired or canceled already; the fact `state` says which."""

    code = "checkout.not_payable"


class TermsChanged(Conflict):
    """The texts that a shopper agrees to by ordering are not those they saw."""

    code = "checkout.terms_changed"


class WayToPayGone(Conflict):
    """The site does not take this purchase's amount by this gateway."""

    code = "checkout.way_to_pay_gone"


class VatNumberInvalid(Refusal):
    """A company's tax number that its country can't have given out."""

    code = "checkout.vat_number_invalid"


class FirmNameMissing(Refusal):
    """An invoice for a company needs its name."""

    code = "checkout.firm_name_missing"


class GiftNoteTooLong(Refusal):
    """A gift note holds no more than the fact `most` characters."""

    code = "checkout.gift_note_too_long"
