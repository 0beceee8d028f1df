"""What the shop does without for a while: switches of all sites or one, what tripped by itself, and who switched."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.kernel import clock
from core.kernel.ids import SiteId
from core.kernel.refusal import Refusal
from core.kernel.texts import pick
from core.platform.db import transaction
from core.sites import queries as sites
from core.switches import queries, service
from core.switches.types import LEVELS, Feature, Level, Standing
from web.admin.switches import naming as said
from web.shared import words
from web.shared.guard import operators
from web.shared.respond import see_other
from web.shared.signed_in import actor
from web.shared.site import current_language

MINUTES = (15, 60, 240, 24 * 60)
STILL_TOLD = timedelta(hours=24)


def register(admin: Blueprint) -> None:
    """Open this area."""
    admin.add_url_rule("/switches", "switches_list", list_switches)
    admin.add_url_rule("/switches", "switches_set", set_switch, methods=["POST"])
    admin.add_url_rule("/switches/clear", "switches_clear", clear, methods=["POST"])


@operators
def list_switches() -> str:
    """Show what is switched, a form to switch, what tripped by itself, and the history."""
    return _page()


@operators
def set_switch() -> Response | tuple[str, int]:
    """Switch a feature to a level; "normal" makes it as ever."""
    feature, _dot, level = request.form.get("what", "").partition(":")
    try:
        with transaction():
            service.set_switch(
                feature,
                level,
                site_id=_site(),
                until=_until(),
                reason=request.form.get("reason", ""),
                by=actor(),
            )
    except Refusal as refusal:
        return _page(error=words.sentence(refusal)), refusal.status
    _tell(_("The switch is set."))
    return see_other(url_for("admin.switches_list"))


@operators
def clear() -> Response:
    """Make a feature normal again."""
    with transaction():
        was_set = service.clear_switch(request.form.get("feature", ""), site_id=_site(), by=actor())
    if was_set:
        _tell(_("The switch is back to normal."))
    return see_other(url_for("admin.switches_list"))


def _page(error: str = "") -> str:
    standing, trips = queries.list_standing(), queries.list_trips(20)
    return render_template(
        "admin/switches/list.html",
        said=said,
        features=[(feature, _of(standing, feature)) for feature in Feature],
        choices=[(feature, LEVELS[feature]) for feature in Feature],
        site_names=_site_names(),
        minutes=MINUTES,
        trips=trips,
        now=clock.now(),
        changes=queries.list_changes(),
        normal=Level.NORMAL,
        error=error,
        typed=request.form,
    )


def _of(standing: list[Standing], feature: Feature) -> list[Standing]:
    return [one for one in standing if one.feature is feature]


def _site_names() -> dict[SiteId | None, str]:
    names: dict[SiteId | None, str] = {None: _("All sites")}
    for site in sites.list_sites():
        names[site.id] = pick(site.names, site.chain(current_language()))
    return names


def _site() -> SiteId | None:
    chosen = request.form.get("site", 0, type=int)
    return next((site.id for site in sites.list_sites() if site.id == chosen), None)


def _until() -> datetime | None:
    minutes = request.form.get("minutes", 0, type=int)
    return clock.now() + timedelta(minutes=minutes) if minutes in MINUTES else None


def _tell(done: str) -> None:
    if service.announce():
        flash(done, "success")
    else:
        flash(
            _("It is written down. Without the queue service, processes notice it within half a minute."),
            "warning",
        )
