import json
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.dialects.postgresql import insert

from core.catalog import queries as catalog
from core.kernel import clock
from core.kernel.ids import VariantId
from core.platform.db import session
from core.pricing import service as pricing
from core.sites import queries as sites
from core.sites.types import SiteDetail
from core.taxes import queries
from core.taxes.models import Rate

SHIPPED = Path(__file__).parent / "data" / "rates.json"


def record_shipped_rates() -> int:
    """Add the dated rates that ship with the product and are not known yet; gives how many."""
    rows = [{**row, "reason": row["reason"] or ""} for row in json.loads(SHIPPED.read_text(encoding="utf-8"))]
    return len(session().execute(insert(Rate).values(rows).on_conflict_do_nothing().returning(Rate.id)).all())


def propose_shown_prices(variant_ids: Sequence[VariantId], *, keep_small_moves: bool = False) -> int:
    """Propose prices on every site, with the site's tax where it shows gross ones; gives how many changed."""
    all_sites = sites.list_sites()
    categories = catalog.tax_categories_of(variant_ids)
    rates = {
        site.id: queries.list_rates(site.tax_country, categories.values(), clock.today())
        for site in all_sites
    }

    def tax_of(site: SiteDetail, variant_id: VariantId) -> int:
        return rates[site.id][categories[variant_id]].rate_bp

    return pricing.propose_prices(variant_ids, all_sites, tax_of, keep_small_moves=keep_small_moves)
