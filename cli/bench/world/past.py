"""A past of orders in bulk: what placing wrote for a few real purchases, again under other numbers.

Every row that placing wrote comes along, with its cart: purchase, orders, lines, taxes, consents, payment, history,
reservations and ledger. A copy has numbers, token, key, day and shopper of its own, and is over: paid, delivered, its
units gone from the shelf. What was sold had been received before, by one entry of the ledger for each shelf, so
that the books prove the levels as they were. Facts in the outbox are swept in real shops and not copied; neither
is what follows placing in other tables (parcels, mails, invoices).

Columns that nobody names here are copied as they are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from cli.bench.world.copies import columns_of, drop_indexes, trusted

YEARS = 3  # that the orders are spread over
EACH = 20  # purchases of a shopper's address, a quarter of them as a guest
FIRST = 1_000_000_000  # ids of copies begin here; the shop's own are far smaller
APART = 10  # and a purchase's so far from the next one's: more than it has orders or lines
PART = 100_000  # purchases that are copied by one statement

KEY = f"({FIRST}::bigint + n * {APART})"
AT = "(now() - make_interval(secs => (1 - n::float8 / past.purchases) * past.seconds))"
WHO = "n % past.shoppers"
DIGITS = (
    "lpad((n * 7919377 % 10000000000)::text, 10, '0')"  # another for each, scattered like the random ones
)
NUMBER = f"'ORD-' || left({DIGITS}, 5) || '-' || right({DIGITS}, 5)"
SHOPPER = f"case when n / past.shoppers % 4 > 0 then {FIRST}::bigint + {WHO} end"
ORDER, LINE = f"{KEY} + t.order_place", f"{KEY} + t.line_place"


@dataclass(frozen=True, slots=True)
class Copied:
    """A table: which of its rows (t) belong to a model (m), and the columns that a copy has of its own."""

    rows: str
    own: Mapping[str, str]


OF_PURCHASE, OF_ORDER, OF_LINE = "t.purchase_id = m.purchase", "t.order_id = o.id", "t.order_line_id = l.id"
RESERVED = "t.source_key = 'reserve:' || l.id || ':1'"
HISTORY = (
    "(t.subject_kind, t.subject_id) in (('purchases', m.purchase), ('orders', o.id), ('payments', m.payment))"
)

OF_PAST: Mapping[str, Copied] = {
    "carts": Copied(
        "t.id = m.cart",
        {"id": KEY, "token": "'past' || n", "account_id": SHOPPER, "created_at": AT, "touched_at": AT},
    ),
    "purchases": Copied(
        "t.id = m.purchase",
        {
            "id": KEY,
            "number": NUMBER,
            "cart_id": KEY,
            "account_id": SHOPPER,
            "email": f"'past' || {WHO} || '@bench.example'",
            "state": "'paid'",
            "idempotency_key": "md5('key' || n)",
            "placed_at": AT,
            "paid_at": f"{AT} + interval '1 minute'",
            "expires_at": f"{AT} + interval '30 minutes'",
        },
    ),
    "orders": Copied(
        "t.id = o.id",
        {
            "id": ORDER,
            "number": f"{NUMBER} || '-' || t.order_place + 1",
            "purchase_id": KEY,
            "state": "'delivered'",
            "placed_at": AT,
        },
    ),
    "order_lines": Copied("t.id = l.id", {"id": LINE, "order_id": ORDER}),
    "order_tax_lines": Copied(
        OF_ORDER,
        {"order_id": ORDER, "order_line_id": f"case when t.order_line_id is not null then {LINE} end"},
    ),
    "payments": Copied(
        "t.id = m.payment",
        {
            "id": KEY,
            "number": f"'PAY' || substr({NUMBER}, 4)",
            "token": "md5('token' || n)",
            "purchase_id": KEY,
            "state": "'captured'",
            "captured_minor": "t.amount_minor",
            "reference": "'past' || n",
            "created_at": AT,
        },
    ),
    "purchase_consents": Copied(OF_PURCHASE, {"purchase_id": KEY, "accepted_at": AT}),
    "stock_reservations": Copied(
        OF_LINE, {"order_line_id": LINE, "state": "'deducted'", "expires_at": "null"}
    ),
    "stock_movements": Copied(
        RESERVED, {"source_key": f"'reserve:' || {LINE} || ':1'", "cause": NUMBER, "at": AT}
    ),
    "audit_entries": Copied(
        HISTORY,
        {
            "subject_id": f"case t.subject_kind when 'orders' then {ORDER} else {KEY} end",
            "at": AT,
        },
    ),
}
SOLD = {  # the same shelves once more, a day later: the units leave
    "source_key": f"'sale:' || {LINE}",
    "kind": "'sale'",
    "on_hand_delta": "-t.reserved_delta",
    "reserved_delta": "-t.reserved_delta",
    "cause": NUMBER,
    "at": f"{AT} + interval '1 day'",
}


def fill(
    door: psycopg.Connection[Any], purchases: int, advance: Callable[[int], object] = lambda _count: None
) -> None:
    """Copy the purchases that wait for their payment until there are so many more; `door` is a superuser's.

    In one transaction: whole, or not at all. A world that nobody has placed anything in stays as it is.
    """
    with door.transaction():
        door.execute("set local session_replication_role = replica")
        door.execute("set local maintenance_work_mem = '512MB'")
        if not _choose_models(door, purchases):
            return
        again = [*_drop_unique(door), *drop_indexes(door, list(OF_PAST))]
        _register(door)
        _receive(door)
        for first in range(1, purchases + 1, PART):
            last = min(first + PART - 1, purchases)
            for table, copied in OF_PAST.items():
                _copy(door, table, copied.own, first, last)
            _copy(door, "stock_movements", SOLD, first, last)
            advance(last - first + 1)
        for statement in again:
            door.execute(trusted(statement))
        _move_sequences(door)


def _choose_models(door: psycopg.Connection[Any], purchases: int) -> int:
    """Put what there is to copy aside, with its places: numbers of orders and lines within their purchase."""
    door.execute(
        """
        create temp table models on commit drop as
        select row_number() over (order by p.id) - 1 as model, p.id as purchase, p.cart_id as cart, y.id as payment
        from purchases p join payments y on y.purchase_id = p.id where p.state = 'placed'
        """
    )
    counted = door.execute("select count(*) from models").fetchone()
    assert counted is not None
    door.execute(
        "create temp table past on commit drop as select %s::bigint as purchases, %s::bigint as shoppers,"
        " %s::bigint as models, %s::float8 as seconds",
        [purchases, -(-purchases // EACH), counted[0], YEARS * 365 * 86400.0],
    )
    for table, copied in OF_PAST.items():
        door.execute(trusted(_set_aside(table, copied.rows)))
    return int(counted[0])


def _set_aside(table: str, rows: str) -> str:
    has_lines = table in {"order_lines", "stock_reservations", "stock_movements", "order_tax_lines"}
    line = "l.place" if has_lines else "0"
    which = rows
    if table == "order_tax_lines":
        which = f"{rows} and l.id = coalesce(t.order_line_id, o.first_line)"
    lines = "join past_lines l on l.part = o.id" if has_lines else ""
    return f"""
        create temp table model_{table} on commit drop as
        with past_orders as (
            select t.id, t.purchase_id, row_number() over (partition by t.purchase_id order by t.id) - 1 as place,
                   (select min(id) from order_lines where order_id = t.id) as first_line
            from orders t join models on models.purchase = t.purchase_id
        ), past_lines as (
            select t.id, t.order_id as part, row_number() over (partition by o.purchase_id order by t.id) - 1 as place
            from order_lines t join past_orders o on o.id = t.order_id
        )
        select distinct on (t.ctid) m.model, o.place as order_place, {line} as line_place, t.*
        from models m join past_orders o on o.purchase_id = m.purchase {lines} join {table} t on {which}
        order by t.ctid, o.place
    """


def _copy(door: psycopg.Connection[Any], table: str, own: Mapping[str, str], first: int, last: int) -> None:
    columns = {name: own.get(name, f't."{name}"') for name in columns_of(door, table, own)}
    names = ", ".join(f'"{name}"' for name in columns)
    door.execute(
        trusted(
            f"insert into {table} ({names}) select {', '.join(columns.values())}"
            f" from past, generate_series({first}::bigint, {last}) n, model_{table} t"
            " where t.model = n % past.models"
        )
    )


def _register(door: psycopg.Connection[Any]) -> None:
    """Make the accounts of the shoppers; nobody knows a password to them."""
    door.execute(
        trusted(
            f"insert into accounts (id, email, name, password_hash, language, email_verified_at)"
            f" select {FIRST} + n, 'past' || n || '@bench.example', 'Ada Bench', '!', 'en', now()"
            " from past, generate_series(0, past.shoppers - 1) n"
        )
    )


def _receive(door: psycopg.Connection[Any]) -> None:
    """Write into the ledger that everything which will be sold had come in before."""
    door.execute(
        """
        insert into stock_movements
            (source_key, variant_id, location_id, kind, on_hand_delta, reserved_delta, cause, actor, at)
        select 'past:' || t.variant_id || ':' || t.location_id, t.variant_id, t.location_id, 'receipt',
               sum(t.reserved_delta * copies.count), 0, 'PAST', 'bench', now() - make_interval(secs => past.seconds)
        from past cross join model_stock_movements t join (
            select n % past.models as model, count(*) from past, generate_series(1, past.purchases) n group by 1
        ) copies on copies.model = t.model
        group by t.variant_id, t.location_id, past.seconds
        """
    )


def _drop_unique(door: psycopg.Connection[Any]) -> list[str]:
    """Drop the unique constraints that no key leads to, and give how to make them again."""
    rows = door.execute(
        """
        select c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) from pg_constraint c
        where c.contype = 'u' and c.conrelid = any(%s::regclass[])
          and not exists (select 1 from pg_constraint k where k.contype = 'f' and k.conindid = c.conindid)
        """,
        [list(OF_PAST)],
    ).fetchall()
    for table, name, _ in rows:
        door.execute(trusted(f"alter table {table} drop constraint {name}"))
    return [f"alter table {table} add constraint {name} {definition}" for table, name, definition in rows]


def _move_sequences(door: psycopg.Connection[Any]) -> None:
    for table in ("accounts", "carts", "purchases", "orders", "order_lines", "payments"):
        door.execute(
            trusted(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")
        )
