"""Captions of films: WebVTT, told by its content and written anew as times and plain words, nothing else.

The form is that of the W3C's WebVTT. Voices, slants and places on the picture are left out, styles and notes too:
what is kept says when and what, and every player shows it alike.
"""

import re
from html import escape, unescape

from core.kernel.refusal import Refusal

MAX_BYTES = 128 * 1024
MOST_CUES = 1000
LONGEST_CUE = 500
_TIME = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.]*>|</>")
_ASIDE = ("NOTE", "STYLE", "REGION")


class CaptionsTooHeavy(Refusal):
    """The file has more bytes than a film's captions need."""

    code = "captions.too_heavy"
    status = 413


class CaptionsUnreadable(Refusal):
    """The file is no WebVTT file with captions in their order, or it is broken; the fact `line` is where."""

    code = "captions.unreadable"


def clean(content: bytes) -> bytes:
    """Check a WebVTT file and write it anew with plain words; raises CaptionsTooHeavy and CaptionsUnreadable."""
    if len(content) > MAX_BYTES:
        raise CaptionsTooHeavy(limit=MAX_BYTES)
    lines = _lines(content)
    cues = _cues(lines)
    if not cues:
        raise CaptionsUnreadable(line=len(lines))
    return "\n\n".join(["WEBVTT", *cues]).encode() + b"\n"


def _lines(content: bytes) -> list[str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CaptionsUnreadable(line=1) from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]) is None or "\0" in text:
        raise CaptionsUnreadable(line=1)
    return lines


def _cues(lines: list[str]) -> list[str]:
    """Write each block that is a cue; what stands before the first empty line is the head."""
    cues: list[str] = []
    before = -1
    for start, block in _blocks(lines)[1:]:
        if block[0].split(" ", 1)[0].rstrip(":") in _ASIDE and "-->" not in block[0]:
            continue
        at = 0 if "-->" in block[0] else 1  # a name of its own may stand before
        found = _TIMING.fullmatch(block[at].strip()) if at < len(block) else None
        words = [_plain(line) for line in block[at + 1 :]]
        said = [line for line in words if line]
        times = found.groups() if found else ()
        if not found or not said or not before <= _milliseconds(*times[:4]) < _milliseconds(*times[4:]):
            raise CaptionsUnreadable(line=start + at + 1)
        if len(cues) == MOST_CUES or sum(map(len, said)) > LONGEST_CUE:
            raise CaptionsUnreadable(line=start + at + 1)
        before = _milliseconds(*times[:4])
        cues.append("\n".join([f"{_written(*times[:4])} --> {_written(*times[4:])}", *said]))
    return cues


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Give runs of lines that are not empty, each with where it starts."""
    blocks: list[tuple[int, list[str]]] = []
    is_open = False
    for number, line in enumerate(lines):
        if not line.strip():
            is_open = False
        elif is_open:
            blocks[-1][1].append(line)
        else:
            blocks.append((number, [line]))
            is_open = True
    return blocks


def _plain(line: str) -> str:
    said = unescape(_TAG.sub("", line))
    visible = "".join(sign if sign.isprintable() else " " for sign in said)
    return escape(" ".join(visible.split()), quote=False)


def _milliseconds(hours: str | None, minutes: str, seconds: str, rest: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(rest)


def _written(hours: str | None, minutes: str, seconds: str, rest: str) -> str:
    return f"{hours or '00'}:{minutes}:{seconds}.{rest}"
