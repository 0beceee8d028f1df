from dataclasses import fields
from typing import Any

from sqlalchemy import select

from core.kernel.ids import SiteId
from core.platform.db import session
from core.sites.models import Site
from core.sites.types import SiteDetail


def list_sites() -> list[SiteDetail]:
    """List every site, the default one first."""
    return [
        _detail(site) for site in session().scalars(select(Site).order_by(Site.is_default.desc(), Site.id))
    ]


def get_site(site_id: SiteId) -> SiteDetail:
    """Give a site by id."""
    return _detail(session().get_one(Site, site_id))


def find_site_by_code(code: str) -> SiteDetail | None:
    """Give a site by its code."""
    site = session().scalar(select(Site).where(Site.code == code))
    return None if site is None else _detail(site)


def _detail(site: Site) -> SiteDetail:
    values: dict[str, Any] = {field.name: getattr(site, field.name) for field in fields(SiteDetail)}
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return SiteDetail(**(values | lists))
