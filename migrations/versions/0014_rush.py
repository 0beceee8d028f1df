"""Rushes have stock of their own, and coupons are claimed."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    pass
