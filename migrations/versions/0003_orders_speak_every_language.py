"""Orders keep their names in every language; those placed before keep the one they have."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"

COLUMNS = (("orders", "location_names"), ("orders", "service_names"), ("order_lines", "labels"))


def upgrade() -> None:
    for table, name in COLUMNS:
        op.add_column(
            table, sa.Column(name, JSONB(astext_type=sa.Text()), server_default="{}", nullable=False)
        )
    op.execute(
        """
        UPDATE orders
        SET location_names = jsonb_build_object(purchases.language, location_name),
            service_names = jsonb_build_object(purchases.language, service_name)
        FROM purchases
        WHERE purchases.id = orders.purchase_id
        """
    )
    op.execute(
        """
        UPDATE order_lines
        SET labels = jsonb_build_object(purchases.language, label)
        FROM orders JOIN purchases ON purchases.id = orders.purchase_id
        WHERE orders.id = order_lines.order_id AND label <> ''
        """
    )
