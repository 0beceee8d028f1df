"""What a shopper may ask for on the way to an order. Pure."""

import re

from core.checkout.errors import FirmNameMissing, GiftNoteTooLong, VatNumberInvalid
from core.checkout.types import Gift
from core.kernel.vat import tidy_vat_number
from core.orders.types import Firm

LONGEST_NOTE = 300
TERMS = ("terms", "privacy")


def tidy_firm(name: str, country: str, vat_number: str) -> Firm | None:
    """Give the company of an invoice as it is kept, or None where nothing was entered.

    Raises FirmNameMissing and VatNumberInvalid.
    """
    name, vat_number = " ".join(name.split()), vat_number.strip()
    if not name and not vat_number:
        return None
    if not name:
        raise FirmNameMissing
    if not vat_number:
        return Firm(name, country, "")
    tidy = tidy_vat_number(vat_number, country)
    if tidy is None:
        raise VatNumberInvalid
    return Firm(name, country, tidy)


def tidy_gift(note: str, *, is_gift: bool) -> Gift:
    """Give a gift as it is kept: line breaks stay, other empty room goes; raises GiftNoteTooLong.

    Who writes a note sends a gift.
    """
    lines = [" ".join(line.split()) for line in note.strip().splitlines()]
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    if len(tidy) > LONGEST_NOTE:
        raise GiftNoteTooLong(most=LONGEST_NOTE)
    return Gift(is_gift, tidy)
