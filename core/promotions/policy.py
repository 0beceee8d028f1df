import re
from datetime import datetime

from core.kernel.states import Machine
from core.kernel.texts import Texts
from core.promotions.errors import CodeUnfit, NameMissing, QuotaOutOfRange, QuotaShrinks, WindowCrossed
from core.promotions.types import OfferState, Standing, Terms

OFFER: Machine[OfferState] = Machine(
    publish=({OfferState.DRAFT}, OfferState.LIVE),
    end=({OfferState.LIVE}, OfferState.ENDED),
)

MOST_COUPONS = 1_000_000
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def tidy_code(typed: str) -> str:
    """Give a code as it is kept; raises CodeUnfit."""
    code = typed.strip().lower()
    if len(code) > 64 or _CODE.fullmatch(code) is None:
        raise CodeUnfit
    return code


def checked(terms: Terms) -> Terms:
    """Give terms as they are kept; raises NameMissing, QuotaOutOfRange and WindowCrossed."""
    names, descriptions = _filled(terms.names), _filled(terms.descriptions)
    if not names:
        raise NameMissing
    if not 1 <= terms.quota <= MOST_COUPONS:
        raise QuotaOutOfRange(most=MOST_COUPONS)
    if terms.starts_at and terms.ends_at and terms.ends_at <= terms.starts_at:
        raise WindowCrossed
    return Terms(names, terms.quota, descriptions, terms.starts_at, terms.ends_at)


def check_growth(state: OfferState, before: int, after: int) -> None:
    """Raise QuotaShrinks where shoppers may have been promised more coupons than there would be."""
    if state is not OfferState.DRAFT and after < before:
        raise QuotaShrinks(quota=before)


def standing_of_window(
    state: OfferState, starts_at: datetime | None, ends_at: datetime | None, now: datetime
) -> Standing:
    """Say whether claims are taken at an instant."""
    if state is not OfferState.LIVE or (ends_at is not None and now >= ends_at):
        return Standing.OVER
    return Standing.NOT_YET if starts_at is not None and now < starts_at else Standing.FREE


def _filled(texts: Texts) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}
