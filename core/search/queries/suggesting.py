"""What may be meant while somebody is typing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, cast, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import JSONB, TSQUERY

from core.catalog.models import Brand, Product
from core.catalog.queries import PRODUCT_SLUG
from core.kernel.ids import CategoryId
from core.kernel.texts import pick
from core.platform import editions, slugs
from core.platform.db import session
from core.search.models import Document, Fact, NameRow, ShownPrice, Word
from core.search.policy import edition_of, words
from core.search.queries.finding import _language, _plain
from core.search.queries.narrowing import AnySelect
from core.search.types import Suggestions, View

PRODUCTS, CATEGORIES, BRANDS, COMPLETIONS = 5, 3, 3, 3
MOST_MATCHES = 400  # looked at before the best-selling of them are chosen
SHORTEST = 2  # letters, unless they are signs of a script that needs fewer
EVERY_LANGUAGE = ""


def suggest(view: View, written: str) -> Suggestions:
    """Give what begins as is typed: products by title, categories, brands, and the word at hand to its end.

    One statement, and none where the same was asked lately; nothing for a single letter.
    """
    typed = words.words_of(written)
    if not typed or (len(typed) == 1 and len(typed[0]) < SHORTEST and typed[0].isascii()):
        return Suggestions()
    key = ("suggestions", view.site.id, view.chain, view.currency, typed)
    return editions.kept_briefly((edition_of(view.site.id),), key, lambda: _suggested(view, typed))


def _suggested(view: View, typed: tuple[str, ...]) -> Suggestions:
    language = _language(view)
    parts = (
        _products(view, typed, language),
        _names(view, " ".join(typed), language),
        _completions(typed, language),
    )
    products, names, endings = session().execute(select(*(_list_of(part) for part in parts))).one()
    return Suggestions(
        products=tuple((pick(titles, view.chain), pick(slugs, view.chain)) for titles, slugs in products),
        category_ids=tuple(CategoryId(id) for kind, id, *_ in names if kind == "category")[:CATEGORIES],
        brands=tuple((name or "", code or "") for kind, _, name, code in names if kind == "brand")[:BRANDS],
        completions=tuple(" ".join([*typed[:-1], word]) for (word,) in endings),
    )


def _list_of(rows: AnySelect) -> Any:
    """Gather the rows of a select that is in order into one value: a list of lists."""
    inner = rows.subquery()
    every = func.jsonb_agg(func.jsonb_build_array(*inner.c))
    return select(func.coalesce(every, literal([], JSONB))).scalar_subquery()


def _products(view: View, typed: Sequence[str], language: str) -> AnySelect:
    """Select the best-selling among the products that hold all words and the last one's beginning: titles, slugs."""
    begun = cast(literal(f"'{typed[-1]}':*A"), TSQUERY)
    sound = words.term_of(typed[-1], language).sounds
    last = (
        begun.op("||", return_type=TSQUERY())(cast(literal(f"'{sound[0]}':*"), TSQUERY)) if sound else begun
    )
    query: Any = last
    for word in typed[:-1]:
        query = query.op("&&", return_type=TSQUERY())(
            _plain(words.configuration_of(language), word).op("||", return_type=TSQUERY())(
                _plain(words.UNSTEMMED_CONFIGURATION, word)
            )
        )
    matches = (
        select(Document.product_id)
        .where(Document.language == literal_column(f"'{language}'"), Document.vector.bool_op("@@")(query))
        .limit(MOST_MATCHES)
        .subquery()
    )
    best = (
        select(Product.id, Product.titles)
        .join(matches, matches.c.product_id == Product.id)
        .join(Fact, and_(Fact.product_id == Product.id, Fact.site_id == view.site.id))
        .join(ShownPrice, _is_priced(view))
        .order_by((Fact.available > 0).desc(), Fact.sold.desc(), Product.id.desc())
        .limit(PRODUCTS)
        .subquery()
    )
    return select(best.c.titles, slugs.all_json(PRODUCT_SLUG, best.c.id).label("slugs"))


def _names(view: View, typed: str, language: str) -> AnySelect:
    """Select the categories and brands whose name begins so from one of its words on, with the code of a brand."""
    begun = NameRow.start.startswith(typed, autoescape=True)
    heard = words.term_of(typed, language).sounds
    return (
        select(
            NameRow.kind,
            NameRow.entity_id,
            func.max(Brand.name).label("name"),
            func.max(Brand.code).label("code"),
        )
        .outerjoin(Brand, and_(NameRow.kind == "brand", Brand.id == NameRow.entity_id))
        .where(
            NameRow.language.in_((EVERY_LANGUAGE, language)),
            or_(begun, *(NameRow.start.startswith(sound, autoescape=True) for sound in heard)),
            or_(NameRow.kind == "category", _sells(view, Fact.brand_id == NameRow.entity_id)),
        )
        .group_by(NameRow.kind, NameRow.entity_id)
        .order_by(func.min(func.length(NameRow.start)), NameRow.entity_id)
        .limit(20)
    )


def _sells(view: View, condition: Any) -> Any:
    return select(Fact.product_id).where(Fact.site_id == view.site.id, condition).exists()


def _completions(typed: Sequence[str], language: str) -> AnySelect:
    """Select the words that the last one may become, the commonest first."""
    return (
        select(Word.word)
        .where(
            Word.language == language,
            Word.word.startswith(typed[-1], autoescape=True),
            Word.word != typed[-1],
        )
        .order_by(Word.products.desc(), func.length(Word.word), Word.word)
        .limit(COMPLETIONS)
    )


def _is_priced(view: View) -> Any:
    return and_(
        ShownPrice.product_id == Product.id,
        ShownPrice.site_id == view.site.id,
        ShownPrice.currency == view.currency,
    )
