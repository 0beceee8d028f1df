"""What the areas of the storefront share: their address begins with the page's language."""

from flask import Blueprint, abort, g

from web.shared.site import current_site


def area(name: str, import_name: str) -> Blueprint:
    """Make a blueprint of the storefront; a language the site does not speak is 404."""
    blueprint = Blueprint(name, import_name, url_prefix="/<lang>")

    @blueprint.url_value_preprocessor
    def take_language(_: str | None, values: dict[str, str] | None) -> None:
        language = (values or {}).pop("lang", "")
        if language not in current_site().languages:
            abort(404)
        g.language = language

    return blueprint
