from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.alerts import queries, service
from core.alerts.types import AlertDetail, AlertId
from core.catalog import queries as catalog
from core.catalog.types import SellableVariant
from core.kernel.ids import SiteId
from core.kernel.texts import pick
from core.platform.db import transaction
from core.sites import queries as sites
from web.shared.guard import shoppers
from web.shared.pages import href
from web.shared.pictures import Picture
from web.shared.respond import see_other
from web.shared.signed_in import shopper
from web.shared.site import current_chain, current_site
from web.storefront.account.blueprint import account
from web.storefront.lines import pictures_of, product_page


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a shopper waits for; without an address it is not on this site, `site` names the other one."""

    id: AlertId
    title: str
    label: str
    href: str
    pic: Picture | None
    site: str
    asked_at: datetime


@account.get("/account/alerts")
@shoppers
def list_alerts() -> str:
    """List what the shopper waits for to be back in stock."""
    awaited = _awaited(queries.list_alerts_of_account(shopper().account_id))
    return render_template("storefront/account/alerts.html", awaited=awaited)


@account.post("/account/alerts/<int:alert_id>/end")
@shoppers
def end_alert(alert_id: int) -> Response:
    """Wait for one of them no longer."""
    with transaction():
        service.end_alert_of_account(shopper().account_id, AlertId(alert_id))
    flash(_("We will not write to you about it."), "success")
    return see_other(href("account.list_alerts"))


def _awaited(alerts: list[AlertDetail]) -> list[Awaited]:
    variants = catalog.list_variants({alert.variant_id for alert in alerts}, current_chain())
    pics = pictures_of(variant.media_id for variant in variants.values())
    names = _names_of_others(alert.site_id for alert in alerts)
    return [
        _row(alert, variant, pics.get(variant.media_id) if variant.media_id else None, names)
        for alert in alerts
        if (variant := variants.get(alert.variant_id))
    ]


def _row(
    alert: AlertDetail, variant: SellableVariant, pic: Picture | None, names: dict[SiteId, str]
) -> Awaited:
    is_here = alert.site_id == current_site().id
    return Awaited(
        alert.id, variant.title, variant.label, product_page(variant) if is_here else "", pic,
        names.get(alert.site_id, ""), alert.asked_at,
    )  # fmt: skip


def _names_of_others(ids: Iterable[SiteId]) -> dict[SiteId, str]:
    """Name the sites among `ids` that are not this one."""
    if set(ids) <= {current_site().id}:
        return {}
    others = [site for site in sites.list_sites() if site.id != current_site().id]
    return {site.id: pick(site.names, current_chain()) for site in others}
