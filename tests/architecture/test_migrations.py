"""Migrations are numbered, have one head, know no models, and end where the models are."""

import ast
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from core.platform.db import Model
from core.platform.settings import ROOT
from tests.database import know_every_table

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


def scripts() -> ScriptDirectory:
    configuration = Config(toml_file=ROOT / "pyproject.toml")
    configuration.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(configuration)


def test_there_is_one_head_and_one_line_to_it() -> None:
    heads = scripts().get_heads()
    assert len(heads) == 1
    line = [script.revision for script in scripts().walk_revisions()]
    assert line == sorted(line, reverse=True)
    assert len(line) == len(VERSIONS)


def test_migrations_are_numbered_without_a_gap_and_named_after_what_they_do() -> None:
    names = [path.stem for path in VERSIONS]
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z0-9]+(_[a-z0-9]+)*", name) for name in names)


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_imports_nothing_of_the_product(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or node.names[0].name]
    }
    assert named.isdisjoint({"core", "web", "workers", "cli", "migrations"})


def test_the_tables_are_what_the_models_say(db: Connection) -> None:
    know_every_table()
    differences = compare_metadata(MigrationContext.configure(db), Model.metadata)
    assert differences == []


def test_checks_and_partial_indexes_are_what_the_models_say(db: Connection) -> None:
    """Autogenerate looks at neither, so both are compared with a database made from the models."""
    know_every_table()
    made_by_migrations = fingerprints(db, "public")
    assert len(made_by_migrations) > 150
    db.execute(text("CREATE SCHEMA from_models"))
    db.execute(text("SET LOCAL search_path TO from_models"))
    Model.metadata.create_all(db)
    assert fingerprints(db, "from_models") == made_by_migrations


def fingerprints(db: Connection, schema: str) -> set[tuple[str, str]]:
    constraints = db.execute(
        text(
            "SELECT c.relname || ' ' || k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k"
            " JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = :schema AND c.relname <> 'alembic_version'"
        ),
        {"schema": schema},
    )
    indexes = db.execute(
        text(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE schemaname = :schema AND tablename <> 'alembic_version'"
        ),
        {"schema": schema},
    )
    return {
        (name, definition.replace(f"{schema}.", ""))
        for found in (constraints, indexes)
        for name, definition in found
    }
