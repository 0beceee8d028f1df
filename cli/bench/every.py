"""All rows, in the order of the table."""

from cli.bench import pages
from cli.bench.rows import Row

ROWS: tuple[Row, ...] = (*pages.ROWS,)
