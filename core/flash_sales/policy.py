"""What a flash sale may be, who a shopper is, and how pages speak of a pool. Pure."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from core.flash_sales.errors import FlashTermsWrong
from core.flash_sales.types import FlashState, FlashTerms, PoolWord
from core.inventory.types import PoolFigures
from core.kernel.ids import AccountId
from core.kernel.money import Money
from core.kernel.places import Address
from core.kernel.states import Machine

STATES = Machine(
    schedule=({FlashState.DRAFT}, FlashState.SCHEDULED),
    withdraw=({FlashState.SCHEDULED}, FlashState.DRAFT),
    start=({FlashState.SCHEDULED}, FlashState.LIVE),
    end=({FlashState.LIVE}, FlashState.ENDED),
)

MOST_UNITS = 1_000_000
MOST_PER_SHOPPER = 99
MOST_PER_SECOND = 1000
MINUTES = range(1, 61)
LONGEST = timedelta(days=14)
FEW = 5  # units, or a tenth of the pool where that is more


def check_terms(terms: FlashTerms, normal: Sequence[Money], now: datetime) -> None:
    """Refuse terms a sale can't be scheduled with; `normal` are the prices in force, each to be undercut.

    Raises FlashTermsWrong naming the first field that is wrong.
    """
    for field, why in (
        ("home", "missing" if terms.home_id is None else ""),
        ("units", "" if 1 <= terms.units <= MOST_UNITS else "range"),
        ("per_shopper", "" if 1 <= terms.per_shopper <= min(MOST_PER_SHOPPER, terms.units) else "range"),
        ("per_second", "" if 0 <= terms.per_second <= MOST_PER_SECOND else "range"),
        ("minutes", "" if terms.minutes in MINUTES else "range"),
        ("starts_at", "missing" if terms.starts_at is None else ""),
        ("ends_at", _wrong_with_end(terms, now)),
    ):
        if why:
            raise FlashTermsWrong(field=field, why=why)
    _check_prices(terms.prices, normal)


def _wrong_with_end(terms: FlashTerms, now: datetime) -> str:
    starts_at, ends_at = terms.starts_at, terms.ends_at
    if ends_at is None or starts_at is None:
        return "missing"
    if ends_at <= max(starts_at, now):
        return "order"
    return "long" if ends_at - starts_at > LONGEST else ""


def _check_prices(prices: Sequence[Money], normal: Sequence[Money]) -> None:
    mine = {price.currency: price for price in prices}
    if not normal:
        raise FlashTermsWrong(field="prices", why="not_sold")
    for usual in normal:
        price = mine.get(usual.currency)
        field = f"price-{usual.currency}"
        if price is None or price.minor <= 0:
            raise FlashTermsWrong(field=field, why="missing")
        if price.minor >= usual.minor:
            raise FlashTermsWrong(field=field, why="not_lower")


def shoppers_of(account_id: AccountId | None, email: str, address: Address) -> list[str]:
    """Give every name one shopper goes by, as digests: the account and its mailbox, or mailbox and address of a guest.

    What comes after a plus in a mailbox, case, spaces and punctuation make nobody another shopper.
    """
    names = ["mail " + _mailbox(email)]
    if account_id is not None:
        names.append(_account(account_id))
    else:
        facts = address.as_dict()
        where = [str(facts.get(part) or "") for part in ("country", "postal_code", "city", "street_address")]
        names.append("place " + " ".join(re.sub(r"[\W_]+", "", part.casefold()) for part in where))
    return sorted(map(_digest, names))


def account_of(account_id: AccountId) -> str:
    """Give the name an account goes by, as a digest."""
    return _digest(_account(account_id))


def _account(account_id: AccountId) -> str:
    return f"account {account_id}"


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _mailbox(email: str) -> str:
    box, _, host = email.strip().casefold().rpartition("@")
    return f"{box.partition('+')[0]}@{host}"


def word_of(figures: PoolFigures) -> PoolWord:
    """Say how much of a pool is left."""
    whole = figures.moved_in - figures.given_back
    if figures.left <= 0:
        return PoolWord.GONE
    if figures.left <= max(FEW, whole // 10):
        return PoolWord.FEW
    return PoolWord.UNDER_HALF if figures.left * 2 < whole else PoolWord.PLENTY
