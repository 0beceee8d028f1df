"""The choices at the top of the page, each kept in a cookie: language, currency and ship-to country."""

from flask import request
from werkzeug.wrappers import Response

from core.platform.settings import settings
from web.shared.site import A_YEAR, COUNTRY_COOKIE, CURRENCY_COOKIE, LANGUAGE_COOKIE, current_site


def keep_choices(
    response: Response, language: str | None, currency: str | None, country: str | None,
    *, only_missing: bool = False,
) -> Response:  # fmt: skip
    """Let the browser keep what this site offers of it; with `only_missing` what it chose itself stays."""
    site = current_site()
    _keep(response, LANGUAGE_COOKIE, language, site.languages, only_missing)
    _keep(response, CURRENCY_COOKIE, currency, site.currencies, only_missing)
    _keep(response, COUNTRY_COOKIE, country, site.countries, only_missing)
    return response


def _keep(
    response: Response, name: str, value: str | None, offered: tuple[str, ...], only_missing: bool
) -> None:
    if value in offered and not (only_missing and request.cookies.get(name, "") in offered):
        is_secure = settings().public_url.startswith("https://")
        response.set_cookie(name, str(value), max_age=A_YEAR, samesite="Lax", httponly=True, secure=is_secure)
