import os

import pytest

from cli.bench.processor import part_of, spent_by


@pytest.mark.parametrize(
    ("name", "command", "part"),
    [
        ("postgres", ["postgres: entrepot entrepot [local] idle"], "PostgreSQL"),
        ("valkey-server", ["/x/valkey-server", "unixsocket:/y"], "Valkey"),
        ("nginx", ["nginx: worker process"], "nginx"),
        ("python", ["/x/python", "/x/bin/entrepot", "web"], "web"),
        ("python", ["/x/python", "/x/bin/entrepot", "worker", "--number", "2"], "workers"),
        ("python", ["/x/python", "/x/bin/entrepot", "relay"], "relay"),
        ("python", ["/x/python", "/x/bin/entrepot", "run"], "launcher"),
        ("sh", [], "the rest"),
    ],
)
def test_a_process_belongs_to_the_part_that_its_command_names(
    name: str, command: list[str], part: str
) -> None:
    assert part_of(name, command) == part


def test_this_process_has_spent_something() -> None:
    sum(range(10**6))
    assert sum(spent_by([os.getpid()]).values()) > 0
    assert not spent_by([2**22 + 1])
