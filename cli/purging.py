"""What caches in front are to purge: pages as they become others, or whole sites where word was lost."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from time import monotonic

from core.publishing import queries

STAYS_OPEN_SECONDS = 1.0  # nginx may show the former page so long


def keys_to_purge(
    words: Iterable[str | None], site_codes: Sequence[str], now: Callable[[], float] = monotonic
) -> Iterator[str]:
    """Give a key for each page that is told of, in all currencies at once, when every server shows the new one.

    `words` are those of `queries.listen`: a page's name, "" while nothing is told, None while nobody can be heard.
    Whoever begins to hear, also again, may have missed any page.
    """
    waiting: dict[str, float] = {}
    hears = False
    for word in words:
        if word is None:
            hears = False
            continue
        if not hears:
            hears = True
            waiting |= {queries.site_key(code): now() + STAYS_OPEN_SECONDS for code in site_codes}
        if word:
            waiting.setdefault(queries.key_of_name(word), now() + STAYS_OPEN_SECONDS)
        due = [key for key, since in waiting.items() if since <= now()]
        for key in due:
            del waiting[key]
        yield from due
