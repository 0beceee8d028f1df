"""Reference tables renew an edition of their own with every change."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

# Tables that are read at every quote and change a few times a day.
KEPT = (
    "attribute_choices",
    "categories",
    "content_pages",
    "content_versions",
    "fx_rates",
    "merchants",
    "payment_methods",
    "shipping_bands",
    "shipping_services",
    "shipping_zones",
    "stock_locations",
    "tax_rates",
)


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION renew_edition() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'TRUNCATE' AND TG_LEVEL = 'STATEMENT' THEN
                IF NOT EXISTS (SELECT FROM moved) THEN
                    RETURN NULL;
                END IF;
            END IF;
            INSERT INTO editions (name, number)
                VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0))
                ON CONFLICT (name) DO UPDATE SET number = excluded.number;
            RETURN NULL;
        END $$
        """
    )
    for table in KEPT:
        _renew(table, "inserts", "INSERT", "REFERENCING NEW TABLE AS moved FOR EACH STATEMENT")
        _renew(table, "updates", "UPDATE", "REFERENCING NEW TABLE AS moved FOR EACH STATEMENT")
        _renew(table, "deletes", "DELETE", "REFERENCING OLD TABLE AS moved FOR EACH STATEMENT")
        _renew(table, "truncates", "TRUNCATE", "FOR EACH STATEMENT")
    # Goods change their slugs all day long; only those of merchants are kept.
    _renew("slugs", "moves", "INSERT OR UPDATE", "FOR EACH ROW WHEN (NEW.kind = 'merchant')")
    editions = sa.table("editions", sa.column("name"), sa.column("number"))
    names = [name for name in (*KEPT, "slugs") if name != "categories"]
    op.bulk_insert(editions, [{"name": name, "number": number} for number, name in enumerate(names)])


def _renew(table: str, what: str, moves: str, how: str) -> None:
    op.execute(
        f"CREATE TRIGGER {what}_renew_edition AFTER {moves} ON {table} {how} EXECUTE FUNCTION renew_edition()"
    )
