"""The overview: whether everything that should happen happens."""

from flask import Blueprint, render_template

from core.fulfillment import queries as parcels
from core.inventory import queries as inventory
from core.ops import queries as ops
from core.orders import queries as orders
from web.shared.guard import operators


def register(admin: Blueprint) -> None:
    """Open this area."""
    admin.add_url_rule("/", "home", home)


@operators
def home() -> str:
    """Show the overview."""
    return render_template(
        "admin/home/home.html",
        health=ops.look(),
        purchases=orders.count_purchases_by_state(),
        unproven=inventory.list_unproven(),
        runs=ops.list_last_runs(),
        stuck=parcels.count_stuck_parcels(),
    )
