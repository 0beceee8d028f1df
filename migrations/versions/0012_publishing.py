"""Pages are generated ahead and know what they show."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    pass
