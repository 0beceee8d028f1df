from collections.abc import Mapping

from core.kernel.actor import Actor
from core.kernel.ids import SiteId
from core.platform import audit
from core.platform.db import session
from core.sites.models import Site


def open_site(
    *,
    code: str,
    host: str,
    names: Mapping[str, str],
    legal_entity: Mapping[str, str],
    languages: list[str],
    currencies: list[str],
    countries: list[str],
    default_country: str,
    prices_include_tax: bool,
    tax_country: str,
    time_zone: str = "UTC",
    excluded_categories: list[str] | None = None,
    excluded_merchants: list[str] | None = None,
    is_default: bool = False,
    by: Actor,
) -> SiteId:
    """Open a site; the first language and currency are its defaults."""
    site = Site(
        code=code,
        host=host,
        names=dict(names),
        legal_entity=dict(legal_entity),
        languages=languages,
        default_language=languages[0],
        currencies=currencies,
        default_currency=currencies[0],
        countries=countries,
        default_country=default_country,
        prices_include_tax=prices_include_tax,
        tax_country=tax_country,
        time_zone=time_zone,
        excluded_categories=excluded_categories or [],
        excluded_merchants=excluded_merchants or [],
        is_default=is_default,
    )
    session().add(site)
    session().flush()
    audit.changed(site, "open", by=by, after={"code": code, "host": host})
    return SiteId(site.id)
