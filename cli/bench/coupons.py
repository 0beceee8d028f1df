"""The row of coupons: a rush of shoppers who are logged in claims a thousand of them, and every claim is counted."""

import secrets
from collections.abc import Mapping
from time import monotonic, sleep

import click

from cli.bench import members
from cli.bench.errands import HOME
from cli.bench.figures import Sample
from cli.bench.load import Load, Request
from cli.bench.pages import HELLO, hello
from cli.bench.rows import Plan, Row, at_most, ratio
from cli.bench.stage import SITE, Stage
from core.kernel.actor import SYSTEM

COUPONS = 1000
CROWD = 4000
PATIENCE_SECONDS = 30


class Rush:
    """Each round offers a thousand coupons anew; the same crowd claims them, each shopper more than once."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.cookies = members.log_in(stage, CROWD)
        self.offers: list[int] = []

    def __call__(self, seconds: float) -> Sample:
        """Claim for so many seconds, and wait until what was accepted is written down."""
        offer_id, code = _offer(self.stage)
        self.offers.append(offer_id)
        port = self.stage.shop().port
        found = Load(self.stage, port, [self._claim(code, at) for at in range(CROWD)])(seconds)
        _wait_until_settled(self.stage, offer_id)
        return found

    def settle(self) -> tuple[Mapping[str, float], tuple[str, ...]]:
        """Count who has what: never more than there are, each shopper one, none counted that is not there."""
        with self.stage.worlds.door(self.stage.shop().world) as door:
            rows = door.execute(
                """
                select o.claimed, o.quota, count(c.account_id), count(distinct c.account_id),
                    coalesce(max(c.settled_at - c.claimed_at), interval '0')
                from coupon_offers o left join coupon_claims c on c.offer_id = o.id
                where o.id = any(%s) group by o.id order by o.id
                """,
                [self.offers],
            ).fetchall()
        amiss = sum(
            abs(claimed - there) + (there - persons) + max(0, there - quota)
            for claimed, quota, there, persons, _ in rows
        )
        given = ", ".join(f"{there:,} of {quota:,}" for _, quota, there, _, _ in rows)
        waited = max((longest.total_seconds() for *_, longest in rows), default=0.0)
        told = f"given {given} to {CROWD:,} shoppers; the longest was in line {waited:.2f} s"
        return {"failed": float(amiss), "seconds": waited}, (told,)

    def _claim(self, code: str, at: int) -> Request:
        return Request(
            f"{HOME}/coupons/{code}/claim",
            "POST",
            {
                "Cookie": f"{members.COOKIE}={self.cookies[at]}",
                "Origin": f"http://{SITE}:{self.stage.shop().port}",
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Forwarded-For": f"10.{at >> 16 & 255}.{at >> 8 & 255}.{at & 255}",
                "HX-Request": "true",
            },
        )


def _offer(stage: Stage) -> tuple[int, str]:
    """Offer a thousand coupons, as an operator does."""
    from core.platform.db import reading, transaction
    from core.promotions import service
    from core.promotions.types import Terms
    from core.sites import queries as sites

    stage.enter()
    code = f"rush-{secrets.token_hex(6)}"
    with reading():
        site = next(one for one in sites.list_sites() if one.is_default)
    with transaction():
        offer_id = service.add_offer(site.id, code, Terms({"en": "A rush"}, COUPONS), by=SYSTEM)
        service.publish_offer(offer_id, by=SYSTEM)
    return int(offer_id), code


def _wait_until_settled(stage: Stage, offer_id: int) -> None:
    """Wait until nobody is in line for an offer any more."""
    from core.platform.db import reading
    from core.promotions import queries
    from core.promotions.types import OfferId

    begun = monotonic()
    while monotonic() - begun < PATIENCE_SECONDS:
        with reading():
            offer = queries.get_offer(OfferId(offer_id))
            waiting = queries.count_waiting([offer])
        if waiting is not None and not waiting[offer.id]:
            return
        sleep(0.05)
    raise click.ClickException("claims of the bench were not written down")


def _plan(stage: Stage) -> Plan:
    rush = Rush(stage)
    return Plan(measure=rush, limits={HELLO: hello(stage)}, settle=rush.settle)


ROWS = (
    Row(
        "coupon",
        "coupon claim",
        (ratio(0.25, HELLO), at_most("failed", 0), at_most("seconds", 1)),
        _plan,
        "The frame of every request takes what two hellos take; looking up who is logged in, and one call of Valkey,"
        " come on top.",
    ),
)
