"""An invoice may go to another address than the parcel."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    for table in ("checkouts", "purchases"):
        op.add_column(table, sa.Column("billing", postgresql.JSONB(), nullable=True))
