"""Operators switch off what the shop can do without."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    pass
