"""Rows of the order's statements alone: what placing really sends, run by PostgreSQL's own benchmark.

Purchases are placed by the shop's own views in this process, and what they send to write them is noted down. Each
becomes a script of pgbench whose numbers are new for each run, so that nothing but the database is measured, by the
same tool as its limit. The shop rests meanwhile; what the orders would have it do is taken back.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import click
import psutil
from sqlalchemy import Engine, event

from cli.bench import limits
from cli.bench.buying import set_stock
from cli.bench.crowd import Answer, Errand, Visit
from cli.bench.errands import enter, place, put_into_cart, visitors
from cli.bench.figures import Sample
from cli.bench.rows import Plan, Row, at_most, ratio
from cli.bench.stage import SITE, Stage
from core.kernel import clock

KINDS = 24  # different purchases, so that clients seldom meet on a shelf
ROOM = 1_000_000  # numbers that a client has for itself in a run
CARTS = 60_000  # for each run, spread over the clients
ENOUGH = 1_000_000
WRITES, TAKES_IDS = "WITH changed_levels", "SELECT ARRAY(SELECT nextval"
OWN_IDS = {  # where the ids of new rows stand, and the table that each is of
    "rows_purchases": {"id": "purchases"},
    "rows_orders": {"id": "orders", "purchase_id": "purchases"},
    "rows_order_lines": {"id": "order_lines", "order_id": "orders"},
    "rows_order_tax_lines": {"order_id": "orders", "order_line_id": "order_lines"},
    "rows_stock_reservations": {"order_line_id": "order_lines"},
    "rows_purchase_consents": {"purchase_id": "purchases"},
    "rows_payments": {"id": "payments", "purchase_id": "purchases"},
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement with its values, as it was handed to the driver."""

    sql: str
    values: Mapping[str, Any]


class OrderSql:
    """Runs the statements of noted purchases with eight clients."""

    is_used_up = True

    def __init__(self, stage: Stage, lines: int) -> None:
        self.stage, self.folder = stage, stage.data / f"orders-{lines}"
        self.folder.mkdir(exist_ok=True)
        for number, (ids, write) in enumerate(_noted(stage, lines)):
            (self.folder / f"{number:02}.sql").write_text(_script(ids, write))
        self.done = self.kept = 0

    def __call__(self, seconds: float) -> Sample:
        """Place orders for so many seconds, and count that each is there."""
        base = int(clock.now().timestamp()) * 10 * ROOM
        scripts = [f"-f{path}" for path in sorted(self.folder.glob("*.sql"))]
        with self.stage.worlds.door(self.stage.shop().world) as door, _resting(self.stage):
            _lay_out_carts(door, base)
            last = door.execute("select coalesce(max(id), 0) from outbox_messages").fetchone()
            found = limits.run_pgbench(
                self.stage, self.stage.shop().world, seconds, ["-D", f"base={base}", "-D", "k=0", *scripts]
            )
            kept = door.execute("select count(*) from purchases where id >= %s", [base * 10]).fetchone()
            door.execute("delete from outbox_deliveries where message_id > %s", last)
            door.execute("delete from outbox_messages where id > %s", last)
        self.done += found.done
        self.kept += kept[0] if kept else 0
        return found

    def settle(self) -> tuple[Mapping[str, float], tuple[str, ...]]:
        """Compare what was committed with what is there."""
        told = f"{self.kept} purchases there of {self.done} committed, by {KINDS} different ones"
        return {"failed": float(abs(self.done - self.kept))}, (told,)


def _lay_out_carts(door: Any, base: int) -> None:
    """Make the carts that the purchases are made of, as closed as placing leaves them."""
    door.execute(
        """
        insert into carts (id, token, site_id, state)
        select n * 10, 'bench' || n, sites.id, 'ordered'
        from generate_series(0, %(clients)s - 1) client, generate_series(1, %(each)s) place, sites,
            lateral (select %(base)s + client * %(room)s + place as n) numbers
        where sites.is_default
        """,
        {"base": base, "room": ROOM, "clients": limits.CLIENTS, "each": CARTS // limits.CLIENTS},
    )


@contextmanager
def _resting(stage: Stage) -> Iterator[None]:
    """Hold the shop's processes still, so that nobody works on what the orders told."""
    launcher = psutil.Process(stage.shop().process.pid)
    everybody = [launcher, *launcher.children(recursive=True)]
    for one in everybody:
        one.suspend()
    try:
        yield
    finally:
        for one in reversed(everybody):
            one.resume()


# --- noting what placing sends ----------------------------------------------------------------------------


def _noted(stage: Stage, lines: int) -> list[tuple[Sent, Sent]]:
    """Place purchases of so many lines, the third line from another merchant, and give what each sent."""
    stage.enter()
    baskets = _baskets(stage, lines)
    for variant in {variant for basket in baskets for variant in basket}:
        set_stock(stage, variant, ENOUGH)
    sent: list[Sent] = []

    def note(_c: object, _u: object, sql: str, values: Mapping[str, Any], *_: object) -> None:
        if sql.startswith((WRITES, TAKES_IDS)):
            sent.append(Sent(sql, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        for basket, visit in zip(baskets, visitors(10_000_000), strict=False):
            before = len(sent)
            if not _send(_place(basket, f"sql{visit.address.replace('.', '-')}@bench.example"), visit):
                raise click.ClickException("a purchase could not be placed to be noted")
            if len(sent) != before + 2:
                raise click.ClickException("placing does not send what the bench expects of it")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return list(zip(sent[::2], sent[1::2], strict=True))


def _place(basket: Sequence[int], email: str) -> Errand:
    if not (yield from put_into_cart(list(basket))):
        return False
    form = yield from enter(email)
    return form is not None and (yield from place(form))


def _send(errand: Errand, visit: Visit) -> bool:
    """Go on an errand in this process instead of over the net."""
    browser = _application().test_client()
    home = f"http://{SITE}"
    headers = {"Origin": home, "X-Forwarded-For": visit.address}
    try:
        step = next(errand)
        while True:
            method = "GET" if step.form is None else "POST"
            answer = browser.open(step.path, method=method, data=step.form, base_url=home, headers=headers)
            place = answer.headers.get("Location", "").removeprefix(home)
            step = errand.send(Answer(answer.status_code, answer.get_data(as_text=True), place))
    except StopIteration as done:
        return bool(done.value)


@cache
def _application() -> Any:
    from web.app import create_app

    return create_app()


def _baskets(stage: Stage, lines: int) -> list[list[int]]:
    """Choose goods that a site sells from one place: one, or two of a merchant and one of another."""
    with stage.worlds.door(stage.shop().world) as door:
        rows = door.execute(
            """
            select p.merchant_id, array_agg(v.id order by md5(v.id::text)) from variants v
            join products p on p.id = v.product_id join search_facts f on f.product_id = p.id
            join sites s on s.id = f.site_id and s.is_default
            join prices c on c.variant_id = v.id and c.site_id = s.id and c.currency = 'USD'
            where exists (select from stock_levels l join site_stock_locations o on o.location_id = l.location_id
                          and o.site_id = s.id where l.variant_id = v.id and l.on_hand - l.reserved > 10)
            group by p.merchant_id having count(*) >= %s order by count(*) desc, p.merchant_id limit 2
            """,
            [2 * KINDS],
        ).fetchall()
    if len(rows) < 2:
        raise click.ClickException("this world is too small for orders of two merchants")
    first, second = rows[0][1], rows[1][1]
    if lines == 1:
        return [[first[at]] for at in range(KINDS)]
    return [[first[2 * at], first[2 * at + 1], second[at]] for at in range(KINDS)]


# --- scripts ----------------------------------------------------------------------------------------------


def _script(ids: Sent, write: Sent) -> str:
    """Write a transaction of pgbench whose purchase, orders, lines and payment have numbers of their own."""
    counting = f"\\set k :k + 1\n\\set n :base + :client_id * {ROOM} + :k\n"
    return f"{counting}BEGIN;\n{_inlined(ids)};\n{_inlined(_numbered(write))};\nCOMMIT;\n"


def _numbered(write: Sent) -> Sent:
    """Put `%1$s`, which is the run's number, where ids and unique texts of the noted purchase stand."""
    rows = {name: json.loads(value) for name, value in write.values.items() if name.startswith("rows_")}
    places = {
        ("orders", one["id"]): at for at, one in enumerate(rows["rows_orders"])
    } | {("order_lines", one["id"]): at for at, one in enumerate(rows["rows_order_lines"])}  # fmt: skip
    for name, kinds in OWN_IDS.items():
        for one in rows.get(name, []):
            for column, table in kinds.items():
                if one[column] is not None:
                    one[column] = f"<{places.get((table, one[column]), 0)}>"
    purchase, payment = rows["rows_purchases"][0], rows["rows_payments"][0]
    purchase["cart_id"] = "<0>"
    texts = {purchase["number"]: "B-%1$s", payment["number"]: "P-%1$s", payment["token"]: "t%1$s"}
    texts[purchase["idempotency_key"]] = "k%1$s"
    for one in rows["rows_stock_movements"]:
        at = places["order_lines", int(one["source_key"].split(":")[1])]
        one["source_key"] = f"reserve:%1$s:{at}"
    told = {name: _template(found, texts) for name, found in rows.items()}
    return Sent(write.sql, dict(write.values) | told)


def _template(rows: object, texts: Mapping[str, str]) -> str:
    """Write rows as JSON with places for the number; several rows of a table have it ten times, and their place."""
    written = json.dumps(rows).replace("%", "%%").replace("%%1$s", "%1$s")
    for old, new in texts.items():
        written = written.replace(old, new)
    for at in range(10):
        written = written.replace(f'"<{at}>"', f"%1$s{at}")
    return written


def _inlined(sent: Sent) -> str:
    """Write values into a statement: constants, but for the number."""
    sql = sent.sql.replace("%%", "%")
    for name, value in sent.values.items():
        sql = sql.replace(f"%({name})s", _literal(name, value))
    return " ".join(sql.split())


def _literal(name: str, value: Any) -> str:
    if name.startswith("rows_"):
        return f"format($rows${value}$rows$, :n::bigint)"
    if isinstance(value, list):
        return "'{" + ",".join(str(one) for one in value) + "}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)


def _plan(stage: Stage, lines: int) -> Plan:
    orders = OrderSql(stage, lines)
    return Plan(measure=orders, limits={limits.NAME: limits.pgbench(stage)}, settle=orders.settle)


ROWS = (
    Row(
        "order-sql",
        "order's SQL, one line",
        (ratio(0.5, limits.NAME), at_most("failed", 0)),
        lambda stage: _plan(stage, 1),
    ),
    Row(
        "order-sql-three",
        "order's SQL, three lines, two orders",
        (ratio(0.3, limits.NAME), at_most("failed", 0)),
        lambda stage: _plan(stage, 3),
    ),
)
