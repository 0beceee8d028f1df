"""What is looked for: counted by day, without a person, an address or a time."""

import re
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.kernel.ids import SiteId
from core.platform.db import session
from core.search.models import SearchCount
from core.search.policy import words

LONGEST = 120
_PERSONAL = re.compile(r"@|(?:\d[\s()+./-]*){7,}")  # addresses, phone and card numbers that somebody pasted


def note_search(site_id: SiteId, language: str, query: str, results: int, times: int = 1) -> None:
    """Count so many more searches of this day; what looks like somebody's address or number is not kept."""
    if _PERSONAL.search(query):
        return
    folded, written = (" ".join(one.split())[:LONGEST] for one in (words.fold(query), query))
    if not folded:
        return
    row = insert(SearchCount).values(
        day=clock.now().date(), site_id=site_id, language=language, query=folded, written=written,
        results=results, times=times,
    )  # fmt: skip
    again = {"times": SearchCount.times + row.excluded.times, "results": row.excluded.results}
    session().execute(
        row.on_conflict_do_update(index_elements=["day", "site_id", "language", "written"], set_=again)
    )


def note_looks(site_id: SiteId, language: str, written: str, times: int) -> None:
    """Count so many more looks at the kept page of a search, which found what it found when it was counted last."""
    rows = select(SearchCount.results).where(SearchCount.site_id == site_id, SearchCount.written == written)
    last = rows.where(SearchCount.language == language).order_by(SearchCount.day.desc()).limit(1)
    note_search(site_id, language, written, session().scalar(last) or 0, times)


def forget_old_searches(older_than: timedelta) -> int:
    """Drop the counts of days that are long past; gives how many."""
    old = delete(SearchCount).where(SearchCount.day < (clock.now() - older_than).date())
    return len(session().execute(old.returning(SearchCount.id)).all())
