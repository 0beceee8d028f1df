from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from core.cart.types import MOST_OF_ONE
from core.checkout.types import CartRow
from web.shared.words import notice


@dataclass(frozen=True, slots=True)
class AddForm:
    """What a product page asks for; None stands for what is no number."""

    variant_id: int | None
    quantity: int | None

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "AddForm":
        variant, quantity = form.get("variant", ""), form.get("quantity", "1")
        return cls(whole_number(variant, most_digits=18), whole_number(quantity))

    def complaint(self, row: CartRow, held: int) -> str:
        """Say why this can't be added to the units already held, or nothing."""
        if not self.quantity or self.quantity > MOST_OF_ONE:
            return out_of_range()
        if not row.available:
            return _("“%(title)s” is sold out at the moment.", title=row.variant.title)
        if row.most is not None and held + self.quantity > row.most:
            return notice("limited", {"most": row.most})
        if held + self.quantity <= row.available:
            return ""
        return _only_so_many(row.available) if not held else _all_held(row.available, held)


@dataclass(frozen=True, slots=True)
class QuantityForm:
    """How many units of a line are wanted, as typed."""

    typed: str

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "QuantityForm":
        return cls(form.get("quantity", "").strip()[:12])

    @property
    def quantity(self) -> int:
        """Give the number; only after `complaint` had nothing to say."""
        return whole_number(self.typed) or 0

    def complaint(self, available: int, most: int | None = None) -> str:
        """Say why the line can't have this many, or nothing; `most` is what one shopper may have."""
        quantity = whole_number(self.typed)
        if quantity is None or quantity > MOST_OF_ONE:
            return out_of_range()
        if most is not None and most < quantity <= available:
            return notice("limited", {"most": most})
        return _only_so_many(available) if quantity > available else ""


def whole_number(typed: str, *, most_digits: int = 6) -> int | None:
    """Read a number of not too many digits; None where it is none."""
    tidy = typed.strip()
    return int(tidy) if tidy.isdecimal() and len(tidy) <= most_digits else None


def out_of_range() -> str:
    """Say which quantities there are."""
    return _("Please choose a quantity between 1 and %(most)s.", most=MOST_OF_ONE)


def _only_so_many(available: int) -> str:
    if not available:
        return _("This has sold out. Please take it out of your cart.")
    return ngettext("Only one unit is left.", "Only %(num)s units are left.", available)


def _all_held(available: int, held: int) -> str:
    if held >= available:
        return _("You already have all the units that are left in your cart.")
    return ngettext(
        "Only %(num)s unit is left, and %(held)s of them are in your cart already.",
        "Only %(num)s units are left, and %(held)s of them are in your cart already.",
        available,
        held=held,
    )
