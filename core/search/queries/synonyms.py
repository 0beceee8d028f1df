from sqlalchemy import select

from core.platform.db import session
from core.search.errors import SynonymsNotFound
from core.search.models import Synonym
from core.search.types import SynonymGroup


def list_synonyms() -> list[SynonymGroup]:
    """List all groups of synonyms, by language and first term."""
    rows = session().scalars(select(Synonym).order_by(Synonym.language, Synonym.folded, Synonym.id))
    return [_group(row) for row in rows]


def get_synonyms(group_id: int) -> SynonymGroup:
    """Give a group of synonyms; raises SynonymsNotFound."""
    row = session().get(Synonym, group_id)
    if row is None:
        raise SynonymsNotFound(id=group_id)
    return _group(row)


def _group(row: Synonym) -> SynonymGroup:
    return SynonymGroup(row.id, row.language, tuple(row.terms), row.version)
