"""Orders keep their names in every language."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Filled by the change that needs it."""
