"""A product's film has captions in several languages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column(
        "product_videos", sa.Column("captions", postgresql.JSONB(), nullable=False, server_default="{}")
    )
