from collections.abc import Sequence

from core.kernel import clock
from core.kernel.actor import Actor
from core.platform import audit, editions, locks
from core.platform.db import session
from core.search.errors import SynonymsNotFound, SynonymsOutdated, TooFewSynonyms
from core.search.models import Synonym
from core.search.policy import SYNONYMS, words
from core.search.types import LANGUAGES

MOST_TERMS = 20
LONGEST_TERM = 80


def add_synonyms(language: str, terms: Sequence[str], *, by: Actor) -> int:
    """Let terms mean the same in a language (empty: in every one); raises TooFewSynonyms below two different ones."""
    kept = _kept(terms)
    group = Synonym(
        language=_known(language), terms=list(kept.values()), folded=list(kept), updated_at=clock.now()
    )
    session().add(group)
    session().flush()
    editions.renew(SYNONYMS)
    audit.changed(group, "add", by=by, after=_facts(group))
    return group.id


def change_synonyms(group_id: int, language: str, terms: Sequence[str], *, version: int, by: Actor) -> None:
    """Change a group; raises SynonymsNotFound, TooFewSynonyms, or SynonymsOutdated after another's change."""
    group = _locked(group_id)
    if group.version != version:
        raise SynonymsOutdated(read=version, now=group.version)
    before, kept = _facts(group), _kept(terms)
    group.language, group.terms, group.folded = _known(language), list(kept.values()), list(kept)
    group.version, group.updated_at = group.version + 1, clock.now()
    editions.renew(SYNONYMS)
    audit.changed(group, "change", by=by, before=before, after=_facts(group))


def remove_synonyms(group_id: int, *, by: Actor) -> None:
    """Forget a group; its history stays. Raises SynonymsNotFound."""
    group = _locked(group_id)
    audit.changed(group, "remove", by=by, before=_facts(group))
    session().delete(group)
    editions.renew(SYNONYMS)


def _kept(terms: Sequence[str]) -> dict[str, str]:
    """Give each term once as it was written, by its folded words."""
    kept: dict[str, str] = {}
    for term in terms:
        folded = " ".join(words.words_of(term))[:LONGEST_TERM]
        if folded:
            kept.setdefault(folded, " ".join(term.split())[:LONGEST_TERM])
    if len(kept) < 2:
        raise TooFewSynonyms
    return dict(list(kept.items())[:MOST_TERMS])


def _known(language: str) -> str:
    return language if language in LANGUAGES else ""


def _facts(group: Synonym) -> dict[str, object]:
    return {"language": group.language, "terms": list(group.terms)}


def _locked(group_id: int) -> Synonym:
    group = locks.row(Synonym, group_id)
    if group is None:
        raise SynonymsNotFound(id=group_id)
    return group
