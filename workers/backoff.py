"""How long a failed attempt rests before the next one."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Backoff:
    """Twice as long after each failure, up to `longest`; gives up after `tries` attempts."""

    tries: int = 10
    first: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(minutes=10)

    def delay(self, failures: int, chance: float) -> timedelta | None:
        """Give the rest after the n-th failure, None where it was the last try.

        `chance`, from 0 to 1, spreads the rest over its upper half, so that many that failed together do not
        come back together.
        """
        if failures >= self.tries:
            return None
        # The exponent is bounded because a timedelta is.
        whole = min(self.longest, self.first * 2 ** min(max(failures - 1, 0), 30))
        return whole * (0.5 + chance / 2)


REACTION = Backoff()
OUTAGE = Backoff(tries=60, first=timedelta(seconds=5), longest=timedelta(minutes=15))
QUEUE_AWAY = timedelta(seconds=2), timedelta(seconds=15)


def rest_while_queue_is_away(outages: int, chance: float) -> timedelta:
    """Give the rest of deliveries that no queue takes; an outage of the queue never makes a dead letter."""
    first, longest = QUEUE_AWAY
    return Backoff(tries=outages + 1, first=first, longest=longest).delay(outages, chance) or longest
