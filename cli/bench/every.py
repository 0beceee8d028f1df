"""All rows, in the order of the table."""

from cli.bench import buying, coupons, growth, pages, pictures, storm, weight
from cli.bench.rows import Row

ROWS: tuple[Row, ...] = (
    *pages.ROWS,
    *buying.ROWS,
    *coupons.ROWS,
    *pictures.ROWS,
    *weight.ROWS,
    *growth.ROWS,
    *storm.ROWS,
)
