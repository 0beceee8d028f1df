"""Rooms are entered by their doors: types, service, queries, events, errors."""

import ast

from tests.architecture.house import DOORS, Source, imports, in_storey, sources

NO_ROOMS = {"kernel", "platform"}
GLASS_ROOMS = {"reports", "search", "recommendations", "ops"}
OPEN_TO_EDGES = {
    "payments": {"gateways.registry", "gateways.port", "gateways.asking"},
    "logistics": {"carriers.registry", "carriers.port"},
}
# Of http only the name of an outage.
WEBS_TOOLS = {
    "db",
    "flags",
    "settings",
    "log",
    "throttle",
    "http",
    "guarded",
    "metrics",
    "pulse",
    "editions",
    "kept",
}


def entered(name: str) -> tuple[str, str] | None:
    """Give the room and the part of it that an import goes into."""
    parts = name.split(".")
    if parts[0] != "core" or len(parts) < 3 or parts[1] in NO_ROOMS:
        return None
    return parts[1], ".".join(parts[2:])


def may_enter(source: Source, room: str, part: str) -> bool:
    if source.room == room or part in DOORS:
        return True
    if part == "models":
        return source.room in GLASS_ROOMS
    if part == "reactions":
        return source.module == "workers.subscriptions"
    if source.room is None and part in OPEN_TO_EDGES.get(room, set()):
        return True
    return is_by_the_sandbox_door(source, room, part)


def is_by_the_sandbox_door(source: Source, room: str, part: str) -> bool:
    """The play gateway and the play carrier are whole companies: their own pages and deliveries belong to them."""
    *_, kind, door = f".{part}".split(".")
    is_its_own = source.module.startswith(("web.sandbox_pay", "workers.", "cli."))
    return (
        room in {"payments", "logistics"}
        and kind == "sandbox"
        and is_its_own
        and door not in {"models", "client"}
    )


def test_rooms_are_entered_by_their_doors() -> None:
    trespasses = [
        f"{source.module}:{line} enters core.{into[0]}.{into[1]}"
        for source in sources()
        for name, line in imports(source)
        if (into := entered(name)) and not may_enter(source, *into)
    ]
    assert trespasses == []


def test_the_web_takes_few_tools_from_the_platform() -> None:
    trespasses = [
        f"{source.module}:{line} takes {name}"
        for source in in_storey("web")
        for name, line in imports(source)
        if name.startswith("core.platform.") and name.split(".")[2] not in WEBS_TOOLS
    ]
    assert trespasses == []


def test_the_web_reaches_no_network_by_itself() -> None:
    taken = [
        (source.module, alias.name)
        for source in in_storey("web")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "core.platform.http"
        for alias in node.names
        if alias.name != "OutageError"
    ]
    assert taken == []


def test_a_room_says_what_it_is_for_and_imports_nothing() -> None:
    rooms = [
        source
        for source in in_storey("core")
        if source.path.name == "__init__.py" and source.module.count(".") == 1 and source.room not in NO_ROOMS
    ]
    assert len(rooms) > 15
    silent = [
        source.module for source in rooms if not source.text.startswith('"""') or len(source.tree.body) != 1
    ]
    assert silent == []
