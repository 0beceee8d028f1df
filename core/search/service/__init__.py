from core.search.service.counting import forget_old_searches, note_looks, note_search
from core.search.service.indexing import WordCount, index_facts, index_products, let_counts_lag
from core.search.service.naming import index_names
from core.search.service.recounting import settle_words
from core.search.service.selling import index_sales, index_stock
from core.search.service.synonyms import add_synonyms, change_synonyms, remove_synonyms
from core.search.service.tallying import fold_tallies, settle_tallies

__all__ = [
    "WordCount", "add_synonyms", "change_synonyms", "fold_tallies", "forget_old_searches", "index_facts",
    "index_names", "index_products", "index_sales", "index_stock", "let_counts_lag", "note_looks",
    "note_search",
    "remove_synonyms", "settle_tallies", "settle_words",
]  # fmt: skip
