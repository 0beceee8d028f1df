"""What may be meant while somebody is typing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, cast, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import JSONB, TSQUERY

from core.catalog.models import Brand, Product
from core.catalog.queries import PRODUCT_SLUG
from core.kernel.ids import CategoryId
from core.kernel.texts import pick
from core.merchants.models import Merchant
from core.merchants.queries import SLUG_KIND as MERCHANT_SLUG
from core.platform import editions, slugs
from core.platform.db import session
from core.search.models import Document, Fact, NameRow, ShownPrice, Word
from core.search.policy import edition_of, sounds, words
from core.search.queries.finding import correct
from core.search.queries.matching import language_of
from core.search.queries.narrowing import AnySelect
from core.search.queries.wording import NAMED, plain
from core.search.types import Suggestions, View

PRODUCTS, CATEGORIES, BRANDS, MERCHANTS, COMPLETIONS = 5, 3, 3, 2, 3
MOST_MATCHES = 400  # looked at before the best-selling of them are chosen
SHORTEST = 2  # letters, unless they are signs of a script that needs fewer
LONG_SOUND = 7  # signs of a lexeme with its mark
EVERY_LANGUAGE = ""


def suggest(view: View, written: str) -> Suggestions:
    """Give what begins as is typed: products by title, categories, brands, and the word at hand to its end.

    One statement, another for what was probably meant where there is nothing, and none where the same was asked
    lately; nothing for a single letter.
    """
    typed = words.words_of(written)
    if not typed or (len(typed) == 1 and len(typed[0]) < SHORTEST and typed[0].isascii()):
        return Suggestions()
    key = ("suggestions", view.site.id, view.chain, view.currency, typed)
    return editions.kept_briefly((edition_of(view.site.id),), key, lambda: _suggested(view, typed))


def _suggested(view: View, typed: tuple[str, ...]) -> Suggestions:
    language = language_of(view)
    parts = (
        _products(view, typed, language),
        _names(view, " ".join(typed), language),
        _completions(typed, language),
    )
    products, names, endings = session().execute(select(*(_list_of(part) for part in parts))).one()
    if not (products or names or endings):
        meant = correct(view, typed)
        return Suggestions(completions=(meant,) if meant else ())
    return Suggestions(
        products=tuple((pick(titles, view.chain), pick(slugs, view.chain)) for titles, slugs in products),
        category_ids=tuple(CategoryId(id) for kind, id, *_ in names if kind == "category")[:CATEGORIES],
        brands=tuple((name or "", code or "") for kind, _, name, code, _ in names if kind == "brand")[
            :BRANDS
        ],
        merchants=tuple(
            (name or "", pick(addresses, view.chain))
            for kind, _, name, _, addresses in names
            if kind == "merchant" and addresses
        )[:MERCHANTS],
        completions=tuple(" ".join([*typed[:-1], word]) for (word,) in endings),
    )


def _list_of(rows: AnySelect) -> Any:
    """Gather the rows of a select that is in order into one value: a list of lists."""
    inner = rows.subquery()
    every = func.jsonb_agg(func.jsonb_build_array(*inner.c))
    return select(func.coalesce(every, literal([], JSONB))).scalar_subquery()


def _products(view: View, typed: Sequence[str], language: str) -> AnySelect:
    """Select the best-selling among the products that hold all words and the last one's beginning: titles, slugs."""
    query: Any = cast(literal(f"'{typed[-1]}':*{NAMED}"), TSQUERY)
    for sound in sounds.asked_sounds(typed[-1]):
        heard = cast(literal(f"'{sound}'{_mark_of(sound)}"), TSQUERY)
        query = query.op("||", return_type=TSQUERY())(heard)
    for word in typed[:-1]:
        query = query.op("&&", return_type=TSQUERY())(
            plain(words.configuration_of(language), word).op("||", return_type=TSQUERY())(
                plain(words.UNSTEMMED_CONFIGURATION, word)
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


def _mark_of(sound: str) -> str:
    """Let a sound begin a longer one, unless it is a short one of Chinese signs: too many begin so."""
    return "" if sound.startswith(sounds.HAN_MARKS) and len(sound) < LONG_SOUND else ":*"


def _names(view: View, typed: str, language: str) -> AnySelect:
    """Select what is called so from one of its words on, with the code of a brand and the slugs of a merchant."""
    begun = NameRow.start.startswith(typed, autoescape=True)
    heard = sounds.asked_sounds(typed)
    sold = or_(
        and_(NameRow.kind == "brand", _sells(view, Fact.brand_id == NameRow.entity_id)),
        and_(NameRow.kind == "merchant", _sells(view, Fact.merchant_id == NameRow.entity_id)),
    )
    called = (
        select(
            NameRow.kind,
            NameRow.entity_id,
            func.coalesce(func.max(Brand.name), func.max(Merchant.name)).label("name"),
            func.max(Brand.code).label("code"),
        )
        .outerjoin(Brand, and_(NameRow.kind == "brand", Brand.id == NameRow.entity_id))
        .outerjoin(Merchant, and_(NameRow.kind == "merchant", Merchant.id == NameRow.entity_id))
        .where(
            NameRow.kind.in_(("category", "brand", "merchant")),
            NameRow.language.in_((EVERY_LANGUAGE, language)),
            or_(begun, *(NameRow.start.startswith(sound, autoescape=True) for sound in heard)),
            or_(NameRow.kind == "category", sold),
        )
        .group_by(NameRow.kind, NameRow.entity_id)
        .order_by(func.min(func.length(NameRow.start)), NameRow.entity_id)
        .limit(20)
        .subquery()
    )
    return select(*called.c, slugs.all_json(MERCHANT_SLUG, called.c.entity_id).label("slugs"))


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
