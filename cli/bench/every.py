"""All rows, in the order of the table."""

from cli.bench import (
    buying,
    coupons,
    drawing,
    growth,
    growth_orders,
    order_sql,
    outage,
    pages,
    pictures,
    rush,
    storm,
    weight,
    windows,
)
from cli.bench.rows import Row

ROWS: tuple[Row, ...] = (
    *windows.ROWS,
    *pages.ROWS,
    *drawing.ROWS,
    *order_sql.ROWS,
    *buying.ROWS,
    *rush.ROWS,
    *coupons.ROWS,
    *pictures.ROWS,
    *weight.ROWS,
    *growth.ROWS,
    *growth_orders.ROWS,
    *storm.ROWS,
    *outage.ROWS,
)
