from collections.abc import Mapping
from dataclasses import dataclass, field

from core.kernel.ids import SiteId


@dataclass(frozen=True, slots=True)
class SiteDetail:
    """A site as everybody reads it.

    `prices_include_tax` says whether shown prices are gross (constant gross) or net (constant net);
    `tax_country` is whose rate a gross price is proposed with. `excluded_*` are codes left out of the
    assortment.
    """

    id: SiteId
    code: str
    host: str
    names: Mapping[str, str] = field(hash=False)
    legal_entity: Mapping[str, str] = field(hash=False)
    default_language: str
    languages: tuple[str, ...]
    default_currency: str
    currencies: tuple[str, ...]
    default_country: str
    countries: tuple[str, ...]
    prices_include_tax: bool
    tax_country: str
    time_zone: str
    excluded_categories: tuple[str, ...]
    excluded_merchants: tuple[str, ...]
    is_default: bool

    def chain(self, language: str) -> tuple[str, ...]:
        """Give the fallback chain of content: asked language, site's default, English."""
        return tuple(dict.fromkeys((language, self.default_language, "en")))
