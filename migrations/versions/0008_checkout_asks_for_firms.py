"""Checkout asks for firms, gifts and consents."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Filled by the change that needs it."""
