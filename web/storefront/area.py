"""What the areas of the storefront share: their address begins with the page's language."""

from flask import Blueprint, abort, g

from web.shared.site import current_site


def area(name: str, import_name: str) -> Blueprint:
    """Make a blueprint of the storefront; a language the site does not speak is 404."""
    blueprint = Blueprint(name, import_name, url_prefix="/<lang>")

    @blueprint.url_value_preprocessor
    def take_language(_: str | None, values: dict[str, str] | None) -> None:
        language = (values or {}).pop("lang", "")
        g.is_spoken = language in current_site().languages
        if g.is_spoken:
            g.language = language

    # Not above, because there the request has no session yet that the page of the refusal could read with.
    @blueprint.before_request
    def refuse_other_languages() -> None:
        if not g.is_spoken:
            abort(404)

    return blueprint
