from collections.abc import Sequence

from core.kernel.actor import SYSTEM
from core.sites import queries, service
from core.sites.types import SiteDetail

WORLD = ["US", "DE", "FR", "PL", "CH", "GB", "RU", "JP", "KW", "AU", "BR"]


def make_site(
    *,
    code: str,
    host: str = "",
    languages: Sequence[str] = ("en",),
    currencies: Sequence[str] = ("EUR",),
    countries: Sequence[str] = ("DE",),
    is_gross: bool = False,
    tax_country: str = "DE",
    excluded_categories: Sequence[str] = (),
    excluded_merchants: Sequence[str] = (),
    is_default: bool = False,
) -> SiteDetail:
    """Open a site; the first of each list is its default. The caller opens the transaction."""
    service.open_site(
        code=code,
        host=host or f"{code}.localhost",
        names=dict.fromkeys(languages, f"Entrepot {code}"),
        legal_entity={"name": f"Entrepot {code} Ltd.", "country": tax_country},
        languages=list(languages),
        currencies=list(currencies),
        countries=list(countries),
        default_country=countries[0],
        prices_include_tax=is_gross,
        tax_country=tax_country,
        excluded_categories=list(excluded_categories),
        excluded_merchants=list(excluded_merchants),
        is_default=is_default,
        by=SYSTEM,
    )
    found = queries.find_site_by_code(code)
    assert found is not None
    return found


def make_three_sites() -> dict[str, SiteDetail]:
    """Open `global` (net, with yen and dinars too), `ru` (gross) and `eu` (gross), by code."""
    return {
        "global": make_site(
            code="global",
            host="localhost",
            languages=["en", "zh", "es", "fr", "de"],
            currencies=["USD", "EUR", "GBP", "CHF", "JPY", "KWD"],
            countries=WORLD,
            tax_country="US",
            is_default=True,
        ),
        "ru": make_site(
            code="ru",
            languages=["ru", "en"],
            currencies=["RUB", "USD"],
            countries=["RU", "BY"],
            is_gross=True,
            tax_country="RU",
        ),
        "eu": make_site(
            code="eu",
            languages=["de", "fr", "es", "pl", "en"],
            currencies=["EUR", "PLN", "CHF"],
            countries=["DE", "FR", "PL", "CH", "RU"],
            is_gross=True,
        ),
    }
