"""Accounts are looked after."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Filled by the change that needs it."""
