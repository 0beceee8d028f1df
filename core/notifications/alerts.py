"""Mails about sold-out goods: the question whether it was meant, and the good news."""

from typing import Any

from core.alerts import service as alert_service
from core.alerts.types import AlertDetail, AlertState
from core.catalog import queries as catalog
from core.notifications.service import write_mail
from core.sites import queries as sites


def ask_to_confirm(alert: AlertDetail, key: str) -> None:
    """Send the link without which nothing happens."""
    _write("confirm_alert", alert, key)


def tell_it_is_back(alert: AlertDetail) -> None:
    """Tell that a variant can be bought again, once."""
    _write("back_in_stock", alert, str(alert.id))


def _write(kind: str, alert: AlertDetail, key: str) -> None:
    chain = sites.get_site(alert.site_id).chain(alert.language)
    variant = catalog.list_variants([alert.variant_id], chain)[alert.variant_id]
    facts: dict[str, Any] = {
        "title": variant.title, "label": variant.label, "slug": variant.slug, "variant": int(variant.id),
    }  # fmt: skip
    secrets = {"token": alert_service.issue_token(alert.id)} if alert.state == AlertState.ASKED else {}
    write_mail(
        kind=kind, to=alert.email, language=alert.language, site_id=alert.site_id, facts=facts,
        secrets=secrets, source_key=f"{kind}:{key}",
    )  # fmt: skip
