"""Coupons that shoppers claim: what is offered, how many are left, who waits, and whether the counts hold."""

from flask import Blueprint

from web.admin.coupons import views


def register(admin: Blueprint) -> None:
    """Open this area."""
    rule = admin.add_url_rule
    rule("/coupons", "coupons_list", views.list_offers)
    rule("/coupons", "coupons_add", views.add, methods=["POST"])
    rule("/coupons/<int:offer_id>", "coupons_show", views.show)
    rule("/coupons/<int:offer_id>", "coupons_change", views.change, methods=["POST"])
    rule("/coupons/<int:offer_id>/publication", "coupons_publish", views.publish, methods=["POST"])
    rule("/coupons/<int:offer_id>/end", "coupons_end", views.end, methods=["POST"])
