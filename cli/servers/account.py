"""Whom PostgreSQL runs as: it refuses to run as root, so root lends it an account with no other rights."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.platform import log

NAME = "entrepot"
OTHERS = ("_postgres", "postgres", "nobody")  # where no account can be made, such as macOS


@dataclass(frozen=True)
class Account:
    """An account of the system that programs started by root may run as."""

    name: str
    uid: int
    gid: int

    def identity(self) -> dict[str, Any]:
        """Give the arguments that make a subprocess run as this account and in no other group."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, *tests: str) -> bool:
        """Say whether this account passes a `test` of the shell, such as ("-x", "/path")."""
        asked = subprocess.run(["test", *tests], check=False, cwd="/", **self.identity())
        return asked.returncode == 0

    def take(self, folder: Path) -> None:
        """Give this account a folder and all that is in it."""
        if folder.stat().st_uid == self.uid:
            return
        for parent, _, files in os.walk(folder):
            os.chown(parent, self.uid, self.gid)
            for file in files:
                os.lchown(os.path.join(parent, file), self.uid, self.gid)


def unprivileged() -> Account | None:
    """Give the account for programs that refuse to be root; None where we are an ordinary user already."""
    if os.geteuid() != 0:
        return None
    return _named(NAME) or _made() or next(found for name in OTHERS if (found := _named(name)))


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid) if entry.pw_uid else None


def _made() -> Account | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if not useradd:
        return None
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    made = subprocess.run([*command, "--shell", "/usr/sbin/nologin", NAME], check=False, capture_output=True)
    if made.returncode == 0:
        log.get(__name__).info("made an account for PostgreSQL, which may not run as root", account=NAME)
    return _named(NAME)
