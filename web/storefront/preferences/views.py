from flask import request
from werkzeug.wrappers import Response as BaseResponse

from core.platform.settings import settings
from web.shared.guard import public
from web.shared.respond import safe_next, see_other
from web.shared.site import (
    A_YEAR,
    COUNTRY_COOKIE,
    CURRENCY_COOKIE,
    LANGUAGE_COOKIE,
    current_language,
    current_site,
)
from web.storefront.area import area

preferences = area("preferences", __name__)


@preferences.post("/preferences")
@public(shared=True)
def choose() -> BaseResponse:
    """Set language, currency and ship-to country; what is left empty stays as it was."""
    site, form = current_site(), request.form
    language = form.get("language") if form.get("language") in site.languages else current_language()
    response = see_other(_in_language(safe_next(form.get("next"), f"/{language}/"), str(language)))
    _keep(response, LANGUAGE_COOKIE, language, site.languages)
    _keep(response, CURRENCY_COOKIE, form.get("currency"), site.currencies)
    _keep(response, COUNTRY_COOKIE, form.get("country"), site.countries)
    return response


def _keep(response: BaseResponse, name: str, value: str | None, offered: tuple[str, ...]) -> None:
    if value in offered:
        is_secure = settings().public_url.startswith("https://")
        response.set_cookie(name, str(value), max_age=A_YEAR, samesite="Lax", httponly=True, secure=is_secure)


def _in_language(path: str, language: str) -> str:
    first, _, rest = path.lstrip("/").partition("/")
    return f"/{language}/{rest}" if first in current_site().languages else f"/{language}/"
