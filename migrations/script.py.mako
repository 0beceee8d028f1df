"""${message}

Compatible with the previous release: expand first, fill in batches by a job, contract in a later release.
Big indexes are made concurrently and alone. Models are never imported here.
"""

from alembic import op
import sqlalchemy as sa
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
