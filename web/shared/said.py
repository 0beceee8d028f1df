"""Words for what shoppers say: the aspects of a rating, and why something waits, is refused or reported."""

from flask_babel import gettext as _

from core.reviews.types import Author, HeldFor, RejectReason, ReportReason
from web.shared import filters


def aspect(code: str) -> str:
    """Name what goods are rated on."""
    known = {
        "as_described": _("As described"),
        "quality": _("Workmanship"),
        "fit": _("Size and fit"),
        "ease_of_use": _("Ease of use"),
        "taste": _("Taste"),
        "freshness": _("Freshness"),
        "delivery": _("Delivery"),
    }
    return known.get(code, code)


def reject_reason(code: str) -> str:
    """Say why an operator did not publish something."""
    known = {
        RejectReason.OFF_TOPIC: _("It is not about the product."),
        RejectReason.PERSONAL_DATA: _("It holds personal data such as a phone number or an address."),
        RejectReason.ADVERTISING: _("It advertises something else."),
        RejectReason.OFFENSIVE: _("It insults somebody."),
        RejectReason.PICTURES: _(
            "A photo does not show the product, or it shows people who may not want that."
        ),
        RejectReason.UNTRUE: _("It claims something that is clearly not true."),
    }
    return known[RejectReason(code)] if code else ""


def report_reason(code: str) -> str:
    """Say what a reader finds wrong with something."""
    known = {
        ReportReason.OFF_TOPIC: _("It is not about the product."),
        ReportReason.ADVERTISING: _("It advertises something else."),
        ReportReason.OFFENSIVE: _("It insults somebody."),
        ReportReason.UNTRUE: _("It claims something that is clearly not true."),
    }
    return known[ReportReason(code)]


def held_for(code: str) -> str:
    """Say why something waits for an operator."""
    known = {HeldFor.PHOTOS: _("New photos"), HeldFor.WORDS: _("Contact details or flagged words")}
    return known[HeldFor(code)]


def author(said_by: Author) -> str:
    """Name who said something: the name they chose, or their first letter, and where they live."""
    called = said_by.name or (f"{said_by.initial}." if said_by.initial else _("A shopper"))
    return f"{called} · {filters.country(said_by.country)}" if said_by.country else called
