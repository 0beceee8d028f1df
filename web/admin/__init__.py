"""The admin console: what operators see. This page is its map."""

from typing import Any

from flask import Blueprint, Flask
from flask_babel import gettext as _

from core.accounts.types import Portal
from web.admin import (
    content,
    coupons,
    flash_sales,
    health,
    home,
    jobs,
    messages,
    moderation,
    orders,
    pages,
    parcels,
    payments,
    rates,
    returns,
    search,
    setup,
    switches,
    words,
)
from web.shared.console import add_doors, frame
from web.shared.sessions import portal_path

admin = Blueprint("admin", __name__, url_prefix="/admin")
add_doors(admin, Portal.ADMIN)

AREAS = (
    home, orders, jobs, rates, setup, content, moderation, payments, search, messages, parcels, returns, switches,
    health, pages, coupons, flash_sales,
)  # fmt: skip
for area in AREAS:
    area.register(admin)


@admin.app_context_processor
def _frame() -> dict[str, Any]:
    if portal_path() != admin.url_prefix:
        return {}
    return frame(
        _("Admin console"),
        "admin.home",
        [
            (_("Overview"), "admin.home", "home"),
            (_("Purchases"), "admin.orders_list", "receipt"),
            (_("Returns"), "admin.returns_list", "receipt-refund"),
            (_("Silent parcels"), "admin.parcels_list", "truck"),
            (_("Reported messages"), "admin.messages_list", "mail"),
            (_("Payments"), "admin.payments_list", "credit-card"),
            (_("Flash sales"), "admin.flash_sales_list", "hourglass"),
            (_("Pages"), "admin.content_list", "article"),
            (_("Generated pages"), "admin.pages_list", "layout-grid"),
            (_("Coupons"), "admin.coupons_list", "tag"),
            (_("Moderation"), "admin.moderation_list", "message-circle"),
            (_("Search"), "admin.search_list", "search"),
            (_("Jobs"), "admin.jobs_list", "refresh"),
            (_("How it is doing"), "admin.health_show", "chart-bar"),
            (_("Switches"), "admin.switches_list", "adjustments-horizontal"),
            (_("Exchange rates"), "admin.rates_list", "coins"),
        ],
    )


@admin.context_processor
def _words() -> dict[str, Any]:
    return {"words": words}


def register(app: Flask) -> None:
    """Open the console."""
    app.register_blueprint(admin)
