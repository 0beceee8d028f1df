"""One port for files: a local folder by default, any fsspec URL by setting."""

from functools import cache
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

import fsspec

from core.platform.settings import settings


class Storage:
    """Files under one root; names are relative and never leave it."""

    def __init__(self, url: str) -> None:
        self._files, self._root = fsspec.core.url_to_fs(url)

    def save(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all; readers never see half of it."""
        path = self._path(name)
        self._files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        draft = f"{path}.{uuid4().hex}.part"
        with self._files.open(draft, "wb") as file:
            file.write(content)
        self._files.mv(draft, path)

    def read(self, name: str) -> bytes:
        """Give a file's bytes; raises FileNotFoundError."""
        return bytes(self._files.cat_file(self._path(name)))

    def size(self, name: str) -> int:
        """Give how many bytes a file has; raises FileNotFoundError."""
        return int(self._files.size(self._path(name)))

    def read_part(self, name: str, start: int, stop: int) -> bytes:
        """Give a file's bytes from `start` up to, not including, `stop`; raises FileNotFoundError."""
        return bytes(self._files.cat_file(self._path(name), start=start, end=stop))

    def remove(self, name: str) -> None:
        """Take a file away for good; one that is not there is none."""
        try:
            self._files.rm_file(self._path(name))
        except FileNotFoundError:
            return

    def exists(self, name: str) -> bool:
        """Say whether a file is there."""
        return bool(self._files.exists(self._path(name)))

    def _path(self, name: str) -> str:
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or any(part in {"..", "."} or "\\" in part for part in parts):
            raise FileNotFoundError(name)
        return f"{self._root}/{'/'.join(parts)}"


@cache
def storage() -> Storage:
    """Give the storage of this process."""
    return Storage(settings().storage_url or _local())


def _local() -> Any:
    return (settings().data / "media").as_uri()
