"""The admin portal. This page is its map."""

from flask import Flask

AREAS = ()


def register(app: Flask) -> None:
    """Open the portal."""
    for blueprint in AREAS:
        app.register_blueprint(blueprint)
