"""Exchange rates in force, with their source and day."""

from flask import Blueprint, render_template

from core.fx import queries
from web.shared.guard import operators


def register(admin: Blueprint) -> None:
    """Open this area."""
    admin.add_url_rule("/rates", "rates_list", list_rates)


@operators
def list_rates() -> str:
    """List the newest rate of each currency."""
    return render_template("admin/rates/list.html", rates=queries.list_latest())
