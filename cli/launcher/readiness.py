"""Whether the shop can be reached: is its port free before, does it answer after."""

import http.client
import socket

import click

from core.platform.settings import BadSetting

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


def require_free_port(host: str, port: int) -> None:
    """Refuse in one line where somebody else listens already."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[
            0
        ]
    except OSError as problem:
        raise BadSetting(f"ENTREPOT_HOST cannot be used: {problem.strerror}: {host}")
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as problem:
            raise click.ClickException(f"{host}:{port} is not free, choose another port: {problem.strerror}")


class Probe:
    """Asks the web server whether it lives and is ready; true once both are."""

    def __init__(self, host: str, port: int) -> None:
        self._host = ANYWHERE.get(host, host)
        self._port = port

    def __call__(self) -> bool:
        return self._is_fine("/healthz") and self._is_fine("/readyz")

    def _is_fine(self, path: str) -> bool:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=2)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self._port}"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
