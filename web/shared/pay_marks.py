"""Which ways to pay a site offers, as the small marks at the foot of its pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from core.payments import queries
from core.platform.db import OUTAGES, reading
from core.sites.types import SiteDetail
from web.shared.site import current_site, known_sites


@dataclass(frozen=True, slots=True)
class Mark:
    """An icon with its name; the name is written out where the icon alone says nothing."""

    icon: str
    text: str
    is_brand: bool = False


CARDS = (Mark("brand-visa", "Visa", is_brand=True), Mark("brand-mastercard", "Mastercard", is_brand=True))
MARKS = {"stripe": CARDS, "sandbox": (Mark("credit-card", _l("Test payment")),)}

_Offers = dict[str, tuple[str, ...]]
_known: tuple[Sequence[SiteDetail], _Offers] = ((), {})


class PayMarks:
    """The marks of what this site lets its shoppers pay with; read where a page draws them, which fragments do not."""

    def __iter__(self) -> Iterator[Mark]:
        return iter([mark for name in offered(current_site()) for mark in MARKS.get(name, ())])


def offered(site: SiteDetail) -> tuple[str, ...]:
    """Give a site's gateways that are on; read anew whenever the sites are, and kept without the database."""
    global _known
    sites, offers = _known
    if sites is not known_sites():
        sites, offers = known_sites(), {}
    if site.code not in offers:
        try:
            with reading():
                found = tuple(method.gateway for method in queries.list_methods(site) if method.is_on)
        except OUTAGES:
            return ()
        offers = offers | {site.code: found}
        _known = sites, offers
    return offers[site.code]
