"""One small stylesheet out of many readable ones, made when the application starts."""

import re
from pathlib import Path

_IMPORT = re.compile(r'@import\s+(?:url\()?"([^"]+)"\)?\s*;')
_STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|/\*.*?\*/', re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND_PUNCTUATION = re.compile(r"\s*([{};,])\s*")


def bundle(entry: Path) -> bytes:
    """Return the stylesheet `entry` with its imports inlined, comments and surplus space removed.

    Imports are relative to the file that names them and are inlined once each, at their first mention.
    """
    return _squeeze(_inline(entry.resolve(), seen=set())).encode()


def _inline(path: Path, *, seen: set[Path]) -> str:
    if path in seen:
        return ""
    seen.add(path)
    return _IMPORT.sub(
        lambda found: _inline((path.parent / found[1]).resolve(), seen=seen), path.read_text("utf-8")
    )


def _squeeze(css: str) -> str:
    """Shorten the text between strings; strings stay as they were written."""
    strings: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        if found[0].startswith("/*"):
            return " "
        strings.append(found[0])
        return f'"{len(strings) - 1}"'

    bare = _SPACE.sub(" ", _STRING_OR_COMMENT.sub(set_aside, css))
    tight = _AROUND_PUNCTUATION.sub(r"\1", bare).replace(": ", ":").replace(";}", "}")
    return re.sub(r'"(\d+)"', lambda found: strings[int(found[1])], tight).strip()
