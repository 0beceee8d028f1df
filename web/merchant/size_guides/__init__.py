"""A merchant's tables of sizes: one for a category and all below, of one brand or of any."""

from flask import Blueprint

from web.merchant.size_guides import views


def register(merchant: Blueprint) -> None:
    """Open this area."""
    rule = merchant.add_url_rule
    rule("/size-guides", "size_guides", views.list_guides)
    rule("/size-guides", "size_guides_add", views.add, methods=["POST"])
    rule("/size-guides/<int:guide_id>", "size_guides_show", views.show)
    rule("/size-guides/<int:guide_id>", "size_guides_change", views.change, methods=["POST"])
    rule("/size-guides/<int:guide_id>/removal", "size_guides_drop", views.drop, methods=["POST"])
