from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from core.platform import locks
from core.platform.db import session
from core.search.models import Word
from core.search.policy import spelling
from core.search.service.indexing import WordCount

AT_ONCE = 5_000
T = TypeVar("T")


def settle_words(counts: WordCount) -> int:
    """Put how many products hold each word in the place of what was counted before; gives how many words left.

    Only after the whole index was written: `counts` are the sum of what `index_products` gave.
    """
    locks.advisory("search.words")
    known = session().execute(select(Word.language, Word.word, Word.products)).all()
    stale = [(language, word) for language, word, products in known if (language, word) not in counts]
    for some in _batched(stale, AT_ONCE):
        _forget(some)
    same = {
        (language, word) for language, word, products in known if counts.get((language, word)) == products
    }
    changed = sorted((key, count) for key, count in counts.items() if key not in same)
    for chunk in _batched(changed, AT_ONCE):
        rows = [
            {"language": language, "word": word, "trigrams": spelling.trigrams(word), "products": count}
            for (language, word), count in chunk
        ]
        written = insert(Word).values(rows)
        news = {"products": written.excluded.products}
        session().execute(written.on_conflict_do_update(index_elements=["language", "word"], set_=news))
    return len(stale)


def _forget(some: Sequence[tuple[str, str]]) -> None:
    for language in {language for language, _ in some}:
        gone = [word for spoken, word in some if spoken == language]
        session().execute(delete(Word).where(Word.language == language, Word.word.in_(gone)))


def _batched(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
