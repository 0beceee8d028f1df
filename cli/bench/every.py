"""All rows, in the order of the table."""

from cli.bench import buying, pages
from cli.bench.rows import Row

ROWS: tuple[Row, ...] = (*pages.ROWS, *buying.ROWS)
