from datetime import timedelta
from typing import Any, TypeAlias

from sqlalchemy import Select, func, select

from core.kernel import clock
from core.kernel.ids import SiteId
from core.kernel.page import Page, PageAsk
from core.platform.db import session
from core.search.models import SearchCount
from core.search.types import Popular, Sought

DAYS = 30
POPULAR_DAYS = 7
POPULAR_TIMES = 5
AnySelect: TypeAlias = Select[*tuple[Any, ...]]


def list_sought(ask: PageAsk, *, only_in_vain: bool = False, days: int = DAYS) -> Page[Sought]:
    """List what was looked for in the last days, the most frequent first; `only_in_vain` keeps what found nothing."""
    rows = _grouped(only_in_vain, days)
    total = session().scalar(select(func.count()).select_from(rows.subquery())) or 0
    ordered = rows.order_by(func.sum(SearchCount.times).desc(), SearchCount.query, SearchCount.site_id)
    found = session().execute(ordered.offset(ask.offset).limit(ask.size))
    return Page([Sought(**row._mapping) for row in found], ask, total)


def list_popular(most: int) -> list[Popular]:
    """List what was looked for most often in the last week and found, as it was typed; the most frequent first."""
    times, found = func.sum(SearchCount.times), func.max(SearchCount.results)
    rows = (
        select(SearchCount.site_id, SearchCount.language, SearchCount.written)
        .where(SearchCount.day > _since(POPULAR_DAYS))
        .group_by(SearchCount.site_id, SearchCount.language, SearchCount.written)
        .having(times >= POPULAR_TIMES, found > 0)
        .order_by(times.desc(), SearchCount.site_id, SearchCount.language, SearchCount.written)
    )
    return [
        Popular(SiteId(site), language, query)
        for site, language, query in session().execute(rows.limit(most))
    ]


def count_sought(days: int = DAYS) -> tuple[int, int]:
    """Count the searches of the last days, and those among them that found nothing."""
    in_vain = func.sum(SearchCount.times).filter(SearchCount.results == 0)
    rows = select(func.coalesce(func.sum(SearchCount.times), 0), func.coalesce(in_vain, 0))
    searches, nothing = session().execute(rows.where(SearchCount.day > _since(days))).one()
    return int(searches), int(nothing)


def _grouped(only_in_vain: bool, days: int) -> AnySelect:
    last, results = func.max(SearchCount.day), func.max(SearchCount.results)
    rows = (
        select(
            SearchCount.site_id, SearchCount.language, SearchCount.query,
            func.sum(SearchCount.times).label("times"), results.label("results"), last.label("last"),
        )
        .where(SearchCount.day > _since(days))
        .group_by(SearchCount.site_id, SearchCount.language, SearchCount.query)
    )  # fmt: skip
    return rows.having(results == 0) if only_in_vain else rows


def _since(days: int) -> Any:
    return clock.now().date() - timedelta(days=days)
