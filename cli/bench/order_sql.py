"""Rows of the order's statements alone: what placing really sends, run by PostgreSQL's own benchmark.

Purchases are placed by the shop's own views in this process, and what they send to write them is noted down. It
becomes a script of pgbench whose numbers are new for each run, so that nothing but the database is measured, by the
same tool as its limit. The shop rests meanwhile; what the orders would have it do is taken back.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click
import psutil
from sqlalchemy import Engine, event

from cli.bench import inside, limits
from cli.bench.figures import Sample
from cli.bench.rows import Plan, Row, at_most, ratio
from cli.bench.rush import set_stock
from cli.bench.stage import Stage
from core.kernel import clock

KINDS = 24  # different purchases, so that clients seldom meet on a shelf
ROOM = 1_000_000  # numbers that a client has for itself in a run
CARTS = 60_000  # for each run, spread over the clients
ENOUGH = 1_000_000
WRITES, TAKES_IDS = "WITH changed_levels", "SELECT ARRAY(SELECT nextval"
_PLACE = re.compile(r"\$(\d+)")  # of a value in what the driver is handed
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
    """Runs the statements of noted purchases with eight clients, in the world of the shop or in another."""

    is_used_up = True

    def __init__(self, stage: Stage, lines: int, world: str | None = None) -> None:
        self.stage, self.world = stage, world or stage.shop().world
        self.script = stage.data / f"orders-{lines}.sql"
        noted = _noted(stage, self.world, lines)
        with stage.worlds.door(self.world) as door:
            self.script.write_text(_script(*noted[0], _lay_out_values(door, lines, noted)))
        self.done = self.kept = 0

    def __call__(self, seconds: float) -> Sample:
        """Place orders for so many seconds, and count that each is there."""
        base = int(clock.now().timestamp()) * 10 * ROOM
        with self.stage.worlds.door(self.world) as door, _resting(self.stage):
            _lay_out_carts(door, base)
            last = door.execute("select coalesce(max(id), 0) from outbox_messages").fetchone()
            what = ["-D", f"base={base}", "-D", "k=0", f"-f{self.script}"]
            found = limits.run_pgbench(self.stage, self.world, seconds, what)
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
    """Hold the shops' processes still, so that nobody works on what the orders told."""
    launchers = [psutil.Process(pid) for pid in stage.launchers()]
    everybody = [one for launcher in launchers for one in (launcher, *launcher.children(recursive=True))]
    for one in everybody:
        one.suspend()
    try:
        yield
    finally:
        for one in reversed(everybody):
            one.resume()


# --- noting what placing sends ----------------------------------------------------------------------------


def _noted(stage: Stage, world: str, lines: int) -> list[tuple[Sent, Sent]]:
    """Place purchases of so many lines, the third line from another merchant, and give what each sent."""
    with stage.worlds.door(world) as door:
        baskets = inside.choose_baskets(door, lines, KINDS)
    for variant in {variant for basket in baskets for variant in basket}:
        set_stock(stage, variant, ENOUGH, world=world)
    sent: list[Sent] = []

    def note(_c: object, _u: object, sql: str, values: Mapping[str, Any], *_: object) -> None:
        if sql.startswith((WRITES, TAKES_IDS)):
            sent.append(Sent(sql, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        inside.place(baskets)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    if len(sent) != 2 * len(baskets) or len({one.sql for one in sent}) != 2:
        raise click.ClickException("placing does not send what the bench expects of it")
    return list(zip(sent[::2], sent[1::2], strict=True))


# --- scripts ----------------------------------------------------------------------------------------------


def _script(ids: Sent, write: Sent, table: str) -> str:
    """Write a transaction of pgbench whose purchase, orders, lines and payment have numbers of their own.

    The values come from a table, and so the statement is word for word the one that the shop's driver prepares:
    one text for all kinds, whose values are parameters.
    """
    written = ", ".join(f"format({name}, :n::bigint) as {name}" for name in write.values)
    counting = f"\\set k :k + 1\n\\set n :base + :client_id * {ROOM} + :k\n\\set kind random(1, {KINDS})\n"
    chosen = f"SELECT {written} FROM {table} WHERE kind = :kind \\gset\n"  # noqa: S608
    return f"{counting}{chosen}BEGIN;\n{_inlined(ids)};\n{_with_variables(write)};\nCOMMIT;\n"


def _lay_out_values(door: Any, lines: int, noted: Sequence[tuple[Sent, Sent]]) -> str:
    """Put the values of each noted purchase into a table of the bench's own, and give its name."""
    table = f"bench_values_{lines}"
    rows = [_numbered(write) for _, write in noted]
    names = list(rows[0])
    door.execute(f"drop table if exists {table}")
    door.execute(
        f"create table {table} (kind int primary key, {', '.join(f'{name} text' for name in names)})"
    )
    for kind, values in enumerate(rows, start=1):
        places = ", ".join(["%s"] * (len(names) + 1))
        door.execute(f"insert into {table} values ({places})", [kind, *(values[name] for name in names)])  # noqa: S608
    door.execute(f"analyze {table}")
    return table


def _numbered(write: Sent) -> dict[str, str]:
    """Give the values as text, with `%1$s`, the run's number, where the purchase's ids and unique texts stand."""
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
    plain = {name: _array(value) for name, value in write.values.items() if name not in told}
    return plain | told


def _template(rows: object, texts: Mapping[str, str]) -> str:
    """Write rows as JSON with places for the number; several rows of a table have it ten times, and their place."""
    written = json.dumps(rows).replace("%", "%%").replace("%%1$s", "%1$s")
    for old, new in texts.items():
        written = written.replace(old, new)
    for at in range(10):
        written = written.replace(f'"<{at}>"', f"%1$s{at}")
    return written


def _inlined(sent: Sent) -> str:
    """Write numbers into a statement."""
    given = list(sent.values.values())
    return " ".join(_PLACE.sub(lambda place: str(given[int(place[1]) - 1]), sent.sql).split())


def _with_variables(sent: Sent) -> str:
    """Write a statement with pgbench's variables where its values stand."""
    names = list(sent.values)
    return " ".join(_PLACE.sub(lambda place: f":{names[int(place[1]) - 1]}", sent.sql).split())


def _array(values: Sequence[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _plan(stage: Stage, lines: int) -> Plan:
    orders = OrderSql(stage, lines)
    return Plan(measure=orders, limits={limits.NAME: limits.pgbench(stage)}, settle=orders.settle)


WHY = (
    "One order of one line is fifteen rows in ten tables with eighteen foreign keys and some thirty-five index entries,"
    " where pgbench writes one row and changes another."
)
ROWS = (
    Row(
        "order-sql",
        "order's SQL, one line",
        (ratio(0.5, limits.NAME), at_most("failed", 0)),
        lambda stage: _plan(stage, 1),
        WHY,
    ),
    Row(
        "order-sql-three",
        "order's SQL, three lines, two orders",
        (ratio(0.3, limits.NAME), at_most("failed", 0)),
        lambda stage: _plan(stage, 3),
        WHY,
    ),
)
