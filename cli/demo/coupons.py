"""The demo world's coupons: two offers on every site that anybody with an account can claim at once."""

from datetime import timedelta

from cli.demo.frame import DEMO, Frame
from cli.demo.reading import Json, read_world
from core.kernel import clock
from core.promotions import service
from core.promotions.types import Terms
from core.sites.types import SiteDetail


def offer(frame: Frame) -> None:
    """Open and publish the offers of every site, each in the site's languages."""
    for raw in read_world("coupons"):
        for site in frame.sites.values():
            offer_id = service.add_offer(site.id, raw["code"], _terms(raw, site), by=DEMO)
            service.publish_offer(offer_id, by=DEMO)


def _terms(raw: Json, site: SiteDetail) -> Terms:
    names, descriptions = (
        {code: raw[part][code] for code in site.languages} for part in ("names", "descriptions")
    )
    return Terms(names, raw["quota"], descriptions, ends_at=clock.now() + timedelta(days=raw["days"]))
