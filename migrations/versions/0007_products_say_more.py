"""Products say more."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Filled by the change that needs it."""
