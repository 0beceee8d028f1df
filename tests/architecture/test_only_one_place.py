"""Some things are done in one place of the house, or nowhere."""

import ast

import pytest

from tests.architecture.house import Source, calls, in_storey, sources

# A bank and a carrier behind a network, each with a will of its own.
ANOTHER_COMPANY = ("core.payments.gateways.sandbox.", "core.logistics.carriers.sandbox.")


def found(wanted: set[str], among: list[Source], *, but: set[str]) -> list[str]:
    return [
        f"{source.module}:{line} calls {name}"
        for source in among
        if source.module not in but
        for name, line in calls(source)
        if name in wanted
    ]


def mentioned(wanted: set[str], *, but: set[str]) -> list[str]:
    """List where a dotted name such as os.environ is written."""
    return [
        f"{source.module}:{node.lineno} says {ast.unparse(node)}"
        for source in sources()
        if source.module not in but
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in wanted
    ]


def test_only_edges_open_transactions() -> None:
    rooms = [source for source in in_storey("core") if not source.module.startswith(ANOTHER_COMPANY)]
    assert found({"transaction"}, rooms, but={"core.platform.db"}) == []


def test_only_the_platform_commits_and_rolls_back() -> None:
    product = list(sources())
    assert found({"commit", "rollback", "begin", "begin_nested"}, product, but={"core.platform.db"}) == []


def test_only_locks_lock() -> None:
    allowed = {"core.platform.locks", "core.platform.outbox"}
    product = list(sources())
    assert found({"with_for_update"}, product, but=allowed) == []
    keywords = [
        f"{source.module}:{node.value.lineno}"
        for source in product
        if source.module not in allowed
        for node in ast.walk(source.tree)
        if isinstance(node, ast.keyword) and node.arg == "with_for_update"
    ]
    assert keywords == []
    written = [
        f"{source.module}:{node.lineno}"
        for source in product
        if source.module not in allowed
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "FOR UPDATE" in node.value
    ]
    assert written == []


def test_only_the_clock_tells_the_time() -> None:
    readings = {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "datetime.datetime.now",
        "datetime.date.today",
        "time.time",
    }
    assert mentioned(readings, but={"core.kernel.clock"}) == []


def test_only_the_settings_read_the_environment() -> None:
    assert mentioned({"os.environ", "os.getenv", "os.putenv"}, but={"core.platform.settings"}) == []


@pytest.mark.parametrize("module", ["requests", "urllib.request", "http.client", "socket"])
def test_core_reaches_the_network_through_one_port(module: str) -> None:
    outside = [
        f"{source.module}:{node.lineno}"
        for source in in_storey("core")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and module in {getattr(node, "module", None), *(alias.name for alias in node.names)}
    ]
    assert outside == []
