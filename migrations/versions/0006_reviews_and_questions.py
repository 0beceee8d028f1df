"""Reviews and questions."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Filled by the change that needs it."""
