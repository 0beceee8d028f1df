"""Other shoppers of the demo world: what they bought a while ago, what they say of it, and what they ask.

Everything goes through the doors that real shoppers, merchants and operators use, while the clock stands in the
past; whoever they are, nobody can log in as them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cli.demo import history
from cli.demo.frame import DEMO
from cli.demo.reading import Json, read_world
from core.accounts import queries as accounts
from core.accounts import service as account_service
from core.accounts.types import AccountDetail
from core.cart.types import CartLine
from core.catalog import queries as catalog
from core.catalog.types import SellableVariant
from core.checkout import service as checkout
from core.checkout.types import Ask
from core.fulfillment import service as fulfillment
from core.kernel import clock
from core.kernel.actor import Actor, ActorKind
from core.kernel.ids import MerchantId, ProductId, VariantId, new_token
from core.kernel.places import Address
from core.orders import queries as orders
from core.orders import service as order_service
from core.orders.types import LineSnapshot, OrderDetail
from core.platform.db import reading, transaction
from core.reviews import queries as said
from core.reviews import service as reviews
from core.reviews.types import Kind, ReviewId, ReviewText
from core.sites import queries as sites

Variants = Mapping[VariantId, SellableVariant]

MERCHANTS, LINES, SPARE = 2, 24, 4
FAVORITES = 70
STARS = (5, 5, 5, 5, 5, 4, 4, 4, 3, 2)
QUESTIONS = 48


@dataclass(frozen=True, slots=True)
class Neighbor:
    """Somebody with an account, the site they buy on, and the words of their language."""

    account: AccountDetail
    site: str
    country: str
    words: Json

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.SHOPPER, self.account.name, self.account.id)


def move_in(*, seed: int = 7) -> None:
    """Let the neighbors buy, review and ask; a world that has them already is left as it is."""
    raws = read_world("neighbors")
    with reading():
        if accounts.find_account_by_email(raws[0]["email"]) is not None:
            return
        variants = catalog.list_variants(catalog.list_all_variant_ids(), ("en",))
    dice, now = Random(seed), clock.now()  # noqa: S311  a world, not a secret
    sold = sorted({one.product_id for one in variants.values()})
    favorites = set(dice.sample(sold, k=min(FAVORITES, len(sold))))
    for place, raw in enumerate(raws):
        neighbor = _open_account(raw)
        start = now - timedelta(days=100 - 4 * place, hours=place)
        for order in _buy(neighbor, variants, favorites, start, dice):
            _receive(order, start)
            _review(neighbor, order, start + timedelta(days=9), dice)
    _ask([_find(raw) for raw in raws], variants, now, dice)
    _count(variants)


def _open_account(raw: Json) -> Neighbor:
    with transaction():
        id = account_service.create_account(
            email=raw["email"], name=raw["name"], password=new_token(24), language=raw["language"], by=DEMO
        )
        account_service.add_address(id, Address(**raw["address"]), by=DEMO)
    return _find(raw)


def _find(raw: Json) -> Neighbor:
    with reading():
        account = accounts.find_account_by_email(raw["email"])
    assert account is not None
    return Neighbor(account, raw["site"], raw["address"]["country"], read_world("reviews")[raw["language"]])


def _buy(
    neighbor: Neighbor, variants: Variants, favorites: set[ProductId], start: datetime, dice: Random
) -> Sequence[OrderDetail]:
    wants = _wants(neighbor, variants, favorites, dice)
    if not wants:
        return ()
    chapter = history.Chapter(neighbor.site, neighbor.account.language, neighbor.country, 0, {}, "delivered")
    with clock.standing_at(start):
        purchase = history.place(chapter, neighbor.account, wants, neighbor.actor)
    with clock.standing_at(start + timedelta(minutes=3)):
        history.pay(purchase)
    with reading():
        return orders.get_purchase_for_operator(purchase.number).orders


def _wants(
    neighbor: Neighbor, variants: Variants, favorites: set[ProductId], dice: Random
) -> dict[VariantId, int]:
    """Choose one form each of some goods of a few merchants, of what the site sells and a carrier takes there."""
    first: dict[ProductId, SellableVariant] = {}
    for id in sorted(variants, key=lambda _: dice.random()):
        if variants[id].is_live:
            first.setdefault(variants[id].product_id, variants[id])
    merchants = sorted({one.merchant_id for one in first.values()})
    chosen = set(dice.sample(merchants, k=min(MERCHANTS, len(merchants))))
    mine = [one for one in first.values() if one.merchant_id in chosen]
    best_first = sorted(mine, key=lambda one: (one.product_id not in favorites, dice.random()))
    return dict.fromkeys(_deliverable(neighbor, [one.id for one in best_first[: LINES + SPARE]])[:LINES], 1)


def _deliverable(neighbor: Neighbor, ids: Sequence[VariantId]) -> list[VariantId]:
    with reading():
        site = sites.find_site_by_code(neighbor.site)
        assert site is not None
        currency = history.currency_of(site, neighbor.country)
        ask = Ask(site, neighbor.account.language, currency, neighbor.country, clock.today())
        quote = checkout.quote(ask, [CartLine(id, 1, None) for id in ids])
    served = {line.variant.id for group in quote.groups if group.choices for line in group.lines}
    return [row.variant.id for row in quote.rows if row.unit and row.available and row.variant.id in served]


def _receive(order: OrderDetail, start: datetime) -> None:
    by = Actor(ActorKind.MERCHANT, order.merchant_name, None, order.merchant_id)
    with clock.standing_at(start + timedelta(hours=20)), transaction():
        fulfillment.start(order.id, by=by)
        fulfillment.hand_over(order.id, by=by)
    with clock.standing_at(start + timedelta(days=7)), transaction():
        order_service.deliver_order(order.id, by=by)


def _review(neighbor: Neighbor, order: OrderDetail, since: datetime, dice: Random) -> None:
    """Say something about most of an order's goods, at moments of the weeks after."""
    with transaction():
        for line in order.lines:
            if dice.random() < 0.85:
                stars = dice.choice(STARS)
                text = _text(neighbor, line, stars, dice)
                with clock.standing_at(since + timedelta(hours=dice.uniform(0, 480))):
                    review_id = reviews.write_review(
                        neighbor.account.id, line.id, text, version=0, by=neighbor.actor
                    )
                    _answer(neighbor, order.merchant_id, review_id, stars, dice)


def _text(neighbor: Neighbor, line: LineSnapshot, stars: int, dice: Random) -> ReviewText:
    words, key = neighbor.words, str(stars)
    top = catalog.get_top_category_code(line.product_id)
    sentences = [dice.choice(words[key])]
    if stars > 2 and dice.random() < 0.6:
        sentences.append(dice.choice(words["more"][top]))
    aspects = said.list_aspects(line.product_id)
    rated = {code: min(5, max(1, stars + dice.choice((-1, 0, 0, 0, 1)))) for code in aspects}
    title = dice.choice(words["titles"][key]) if dice.random() < 0.5 else ""
    joint = "" if neighbor.account.language == "zh" else " "
    return ReviewText(
        stars,
        rated if dice.random() < 0.7 else {},
        title,
        joint.join(sentences),
        neighbor.account.language,
        "",
    )


def _answer(
    neighbor: Neighbor, merchant_id: MerchantId, review_id: ReviewId, stars: int, dice: Random
) -> None:
    """Let readers find a review helpful and its merchant reply, more often where something is wrong."""
    for reader in range(max(0, dice.randrange(-6, 5))):
        voter = f"guest:neighbor-{reader}"
        reviews.vote_helpful(Kind.REVIEW, review_id, voter, helpful=True, origin=str(review_id))
    if dice.random() < (0.12 if stars > 3 else 0.7):
        reply = neighbor.words["reply"][0 if stars > 3 else 1 if stars == 3 else 2]
        reviews.reply_to_review(merchant_id, review_id, reply, language=neighbor.account.language, by=DEMO)


def _ask(neighbors: Sequence[Neighbor], variants: Variants, now: datetime, dice: Random) -> None:
    live = {one.product_id: one.merchant_id for one in variants.values() if one.is_live}
    asked = dice.sample(sorted(live), k=min(QUESTIONS, len(live)))
    with transaction():
        for place, product_id in enumerate(asked):
            asker = neighbors[place % len(neighbors)]
            at = now - timedelta(days=dice.uniform(2, 80))
            _ask_one(asker, product_id, live[product_id], at, dice)


def _ask_one(
    asker: Neighbor, product_id: ProductId, merchant_id: MerchantId, at: datetime, dice: Random
) -> None:
    asked, answer = dice.choice(asker.words["qa"])
    language, site = asker.account.language, sites.find_site_by_code(asker.site)
    assert site is not None
    with clock.standing_at(at):
        question_id = reviews.ask_question(
            asker.account.id, product_id, asked, site_id=site.id, language=language, country=asker.country,
            author_name="", by=asker.actor,
        )  # fmt: skip
    if dice.random() < 0.85:
        with clock.standing_at(at + timedelta(hours=dice.uniform(2, 40))):
            reviews.answer_question(merchant_id, question_id, answer, language=language, by=DEMO)


def _count(variants: Variants) -> None:
    """Count now what the relay would count only after the first page was read."""
    with transaction():
        for product_id in sorted({one.product_id for one in variants.values()}):
            if said.count_by_language(product_id):
                reviews.recount_product(product_id)
