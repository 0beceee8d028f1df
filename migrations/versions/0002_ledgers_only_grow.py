"""Ledgers only grow: the database itself refuses to change or delete their rows."""

from alembic import op

revision = "0002"
down_revision = "0001"

APPEND_ONLY = ("stock_movements", "price_changes", "fx_rates", "tax_rates", "payment_words", "audit_entries")


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% only grows: correct it with another row', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
