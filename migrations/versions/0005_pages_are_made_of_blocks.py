"""Pages are made of blocks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0005"
down_revision = "0004"

INSTANT = sa.DateTime(timezone=True)


def _key() -> sa.Column:
    return sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True)


def _words(*names: str) -> list[sa.Column]:
    return [sa.Column(name, JSONB, nullable=False, server_default="{}") for name in names]


def upgrade() -> None:
    op.create_table(
        "content_pages",
        _key(),
        sa.Column(
            "site_id",
            sa.BigInteger,
            sa.ForeignKey("sites.id", name="fk_content_pages_site_id"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False, server_default="draft"),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        *_words("titles", "descriptions", "bodies"),
        sa.Column("footer_column", sa.String(16), nullable=False, server_default="none"),
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
        sa.Column("changed_at", INSTANT, nullable=False, server_default=sa.func.now()),
        sa.Column("created_at", INSTANT, nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("id", name="pk_content_pages"),
        sa.UniqueConstraint("site_id", "code", name="uq_content_pages_site_id_code"),
    )
    op.create_index(
        "uq_content_pages_home", "content_pages", ["site_id"], unique=True,
        postgresql_where=sa.text("kind = 'home'"),
    )  # fmt: skip
    op.create_table(
        "content_versions",
        _key(),
        sa.Column(
            "page_id", sa.BigInteger, sa.ForeignKey("content_pages.id", name="fk_content_versions_page_id"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer, nullable=False),
        *_words("titles", "descriptions", "bodies"),
        sa.Column("at", INSTANT, nullable=False, server_default=sa.func.now()),
        sa.Column("by", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_content_versions"),
        sa.UniqueConstraint("page_id", "version", name="uq_content_versions_page_id_version"),
    )  # fmt: skip
    op.execute(
        "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON content_versions "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.create_table(
        "content_blocks",
        _key(),
        sa.Column(
            "page_id", sa.BigInteger, sa.ForeignKey("content_pages.id", name="fk_content_blocks_page_id"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, server_default="draft"),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        *_words("texts", "settings"),
        sa.Column("audience", sa.String(16), nullable=False, server_default="all"),
        sa.Column("languages", ARRAY(sa.String(8)), nullable=False, server_default="{}"),
        sa.Column("starts_at", INSTANT),
        sa.Column("ends_at", INSTANT),
        sa.Column("media_id", sa.BigInteger, sa.ForeignKey("media.id", name="fk_content_blocks_media_id")),
        sa.Column("created_at", INSTANT, nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("id", name="pk_content_blocks"),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_content_blocks_ends_after_it_starts")),
    )  # fmt: skip
    op.create_index("ix_content_blocks_page_id_position", "content_blocks", ["page_id", "position"])
