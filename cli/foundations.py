"""What every shop stands on before anybody has set it up: rates of exchange and tax, and a first site."""

from core.fx import service as fx
from core.kernel.actor import SYSTEM
from core.sites import queries as sites
from core.sites import service as sites_service
from core.taxes import service as taxes

NAME = "Entrepot"
LANGUAGES = ("en", "ru", "zh", "es", "de", "fr", "pl")
CURRENCIES = ("USD", "EUR", "GBP", "AUD", "CAD", "CHF", "PLN")
COUNTRIES = (
    "US",
    "AE",
    "AT",
    "AU",
    "BE",
    "BG",
    "BR",
    "CA",
    "CH",
    "CL",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GB",
    "GR",
    "HK",
    "HR",
    "HU",
    "IE",
    "IL",
    "IN",
    "IT",
    "JP",
    "KR",
    "LT",
    "LU",
    "LV",
    "MT",
    "MX",
    "MY",
    "NL",
    "NO",
    "NZ",
    "PL",
    "PT",
    "RO",
    "SA",
    "SE",
    "SG",
    "SI",
    "SK",
    "TH",
    "TR",
    "TW",
)


def record_shipped_rates() -> None:
    """Add the rates of exchange and of tax that ship with the product and are not known yet."""
    fx.record_rates(fx.read_shipped())
    taxes.record_shipped_rates()


def lay_foundations() -> None:
    """Give a shop the shipped rates and, if it has no site, one to begin with, whose prices are net."""
    record_shipped_rates()
    if sites.list_sites():
        return
    sites_service.open_site(
        code="global",
        host="localhost",
        names=dict.fromkeys(LANGUAGES, NAME),
        legal_entity={},
        languages=list(LANGUAGES),
        currencies=list(CURRENCIES),
        countries=list(COUNTRIES),
        default_country=COUNTRIES[0],
        prices_include_tax=False,
        tax_country=COUNTRIES[0],
        is_default=True,
        by=SYSTEM,
    )
