"""Search reads an index."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Filled by the change that needs it."""
