"""The queues by importance, and which worker eats which."""

from enum import StrEnum


class QueueName(StrEnum):
    """From what must never wait to what always can."""

    PAYMENTS = "payments"
    ORDERS = "orders"
    MAIL = "mail"
    DEFAULT = "default"
    IMAGES = "images"


SLOW = frozenset({QueueName.IMAGES})


def eaten_by(number: int, *, of: int) -> tuple[QueueName, ...]:
    """List what worker `number` (from 1) of several eats, the most important first.

    The first of several leaves the slow queues to the others, so that pictures never delay payments; a
    worker that is alone, or does not know its number, eats everything.
    """
    eats_all = of < 2 or number != 1
    return tuple(name for name in QueueName if eats_all or name not in SLOW)
