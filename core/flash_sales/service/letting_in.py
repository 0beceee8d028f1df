from core.flash_sales.queries import turnstile_of
from core.flash_sales.types import FlashSale, Turn
from core.platform import turnstile
from core.platform.throttle import TooMany


def give_turn(sale: FlashSale, who: str, address: str, *, only_at_once: bool = False) -> Turn | None:
    """Give somebody their turn at the sale's rate, in order of coming; the same again while it is good.

    None with `only_at_once` where they would have to wait. Raises TooMany where their address asks too often. It
    asks the queue service, so never inside a transaction.
    """
    try:
        moment = turnstile.pass_or_wait(
            turnstile_of(sale),
            who,
            address,
            per_second=sale.terms.per_second,
            good_for=sale.terms.minutes * 60,
            only_at_once=only_at_once,
        )
    except turnstile.TooOften:
        raise TooMany(seconds=turnstile.WINDOW_SECONDS) from None
    return None if moment is None else Turn(moment.at, moment.seconds)
