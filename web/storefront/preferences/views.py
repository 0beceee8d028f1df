from flask import request
from werkzeug.wrappers import Response as BaseResponse

from web.shared.choices import keep_choices
from web.shared.guard import public
from web.shared.respond import safe_next, see_other
from web.shared.site import current_language, current_site
from web.storefront.area import area

preferences = area("preferences", __name__)


@preferences.post("/preferences")
@public(shared=True)
def choose() -> BaseResponse:
    """Set language, currency and ship-to country; what is left empty stays as it was."""
    site, form = current_site(), request.form
    language = form.get("language") if form.get("language") in site.languages else current_language()
    response = see_other(_in_language(safe_next(form.get("next"), f"/{language}/"), str(language)))
    return keep_choices(response, language, form.get("currency"), form.get("country"))


def _in_language(path: str, language: str) -> str:
    first, _, rest = path.lstrip("/").partition("/")
    return f"/{language}/{rest}" if first in current_site().languages else f"/{language}/"
