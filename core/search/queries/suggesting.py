"""What may be meant while somebody is typing."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, TSQUERY, array

from core.catalog.models import Brand, Product
from core.catalog.queries import PRODUCT_SLUG
from core.kernel.ids import CategoryId
from core.kernel.texts import pick
from core.merchants.models import Merchant
from core.merchants.queries import SLUG_KIND as MERCHANT_SLUG
from core.platform import editions, slugs
from core.platform.composed import Composed
from core.platform.db import read_rows
from core.search.models import Document, Fact, NameRow, ShownPrice, Word
from core.search.policy import edition_of, sounds, words
from core.search.queries.finding import correct
from core.search.queries.matching import language_of
from core.search.queries.narrowing import AnySelect
from core.search.queries.wording import NAMED, joined, plainly
from core.search.types import Suggestions, View

PRODUCTS, CATEGORIES, BRANDS, MERCHANTS, COMPLETIONS = 5, 3, 3, 2, 3
MOST_MATCHES = 400  # looked at before the best-selling of them are chosen
TIERS = (3, 1)  # of the documents that are looked through before all
SHORTEST = 2  # letters, unless they are signs of a script that needs fewer
LONG_SOUND = 7  # signs of a lexeme with its mark
EVERY_LANGUAGE = ""

_SITE = bindparam("site", type_=BigInteger)
_TEXTS = {name: bindparam(name, type_=Text) for name in ("currency", "begun", "query", "last", "ending")}
_PLAIN = str.maketrans({sign: f"\\{sign}" for sign in "\\%_"})


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
    language, last = language_of(view), typed[-1]
    heard = {
        f"heard_{at}": _begun_with(sound) for at, sound in enumerate(sounds.asked_sounds(" ".join(typed)))
    }
    values = {
        "site": view.site.id, "currency": view.currency, "begun": _begun_with(" ".join(typed)),
        "query": _query_of(typed, language), "last": last, "ending": _begun_with(last),
    }  # fmt: skip
    ((products, names, endings),) = read_rows(_statement(language, len(heard)), values | heard)
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


def _query_of(typed: Sequence[str], language: str) -> str:
    """Ask for what holds all words and the beginning of the last one, also as it sounds in another script."""
    sounding = (f"'{sound}'{_mark_of(sound)}" for sound in sounds.asked_sounds(typed[-1]))
    ending = joined([f"'{typed[-1]}':*{NAMED}", *sounding], "|")
    return joined([plainly(typed[:-1], language), ending], "&")


def _begun_with(text: str) -> str:
    """Write a pattern for what begins with a text."""
    return f"{text.translate(_PLAIN)}%"


@lru_cache(maxsize=64)
def _statement(language: str, heard: int) -> Composed:
    """Select three lists, each as one value: products, names and endings of the last word."""
    names, endings = _names(language, heard), _completions(language)
    return Composed(select(_products(language), _list_of(names), _list_of(endings)))


def _list_of(rows: AnySelect) -> Any:
    """Gather the rows of a select that is in order into one value: a list of lists."""
    inner = rows.subquery()
    every = func.jsonb_agg(func.jsonb_build_array(*inner.c))
    return select(func.coalesce(every, literal([], JSONB))).scalar_subquery()


def _products(language: str) -> Any:
    """List the best-selling among the products that hold what is asked for: titles, slugs.

    Looks through those first that sell well and are there, as documents in the upper tiers do; all are looked through
    where those are too few, which takes the longer the more begin so.
    """
    query = cast(_TEXTS["query"], TSQUERY)
    matches = select(Document.product_id).where(
        Document.language == literal_column(f"'{language}'"), Document.vector.bool_op("@@")(query)
    )
    selling = (matches.where(Document.tier >= literal_column(str(tier))) for tier in TIERS)
    firsts = [_best_of(some, Fact.available > 0).having(func.count() == PRODUCTS) for some in selling]
    every = [*firsts, _best_of(matches)]
    return func.coalesce(*(rows.scalar_subquery() for rows in every), literal([], JSONB))


def _best_of(matches: AnySelect, *conditions: Any) -> AnySelect:
    """Select one value, a list of the titles and slugs of those that sell best among some of the matches."""
    some = matches.limit(MOST_MATCHES).subquery()
    best = (
        select(Product.id, Product.titles)
        .join(some, some.c.product_id == Product.id)
        .join(Fact, and_(Fact.product_id == Product.id, Fact.site_id == _SITE))
        .join(ShownPrice, _is_priced())
        .where(*conditions)
        .order_by((Fact.available > 0).desc(), Fact.sold.desc(), Product.id.desc())
        .limit(PRODUCTS)
        .subquery()
    )
    return select(
        func.jsonb_agg(func.jsonb_build_array(best.c.titles, slugs.all_json(PRODUCT_SLUG, best.c.id)))
    )


def _mark_of(sound: str) -> str:
    """Let a sound begin a longer one, unless it is a short one of Chinese signs: too many begin so."""
    return "" if sound.startswith(sounds.HAN_MARKS) and len(sound) < LONG_SOUND else ":*"


def _names(language: str, heard: int) -> AnySelect:
    """Select what is called so from one of its words on, with the code of a brand and the slugs of a merchant."""
    begun = [_TEXTS["begun"], *(bindparam(f"heard_{at}", type_=Text) for at in range(heard))]
    sold = or_(
        and_(NameRow.kind == "brand", _sells(Fact.brand_id == NameRow.entity_id)),
        and_(NameRow.kind == "merchant", _sells(Fact.merchant_id == NameRow.entity_id)),
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
            NameRow.kind == any_(array(["category", "brand", "merchant"])),
            NameRow.language == any_(array([EVERY_LANGUAGE, language])),
            or_(*(NameRow.start.like(pattern) for pattern in begun)),
            or_(NameRow.kind == "category", sold),
        )
        .group_by(NameRow.kind, NameRow.entity_id)
        .order_by(func.min(func.length(NameRow.start)), NameRow.entity_id)
        .limit(20)
        .subquery()
    )
    return select(*called.c, slugs.all_json(MERCHANT_SLUG, called.c.entity_id).label("slugs"))


def _sells(condition: Any) -> Any:
    return select(Fact.product_id).where(Fact.site_id == _SITE, condition).exists()


def _completions(language: str) -> AnySelect:
    """Select the words that the last one may become, the commonest first."""
    return (
        select(Word.word)
        .where(Word.language == language, Word.word.like(_TEXTS["ending"]), Word.word != _TEXTS["last"])
        .order_by(Word.products.desc(), func.length(Word.word), Word.word)
        .limit(COMPLETIONS)
    )


def _is_priced() -> Any:
    return and_(
        ShownPrice.product_id == Product.id,
        ShownPrice.site_id == _SITE,
        ShownPrice.currency == _TEXTS["currency"],
    )
