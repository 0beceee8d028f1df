"""Captions are WebVTT by their content, and are kept as times and plain words."""

import pytest

from core.platform import captions
from core.platform.captions import CaptionsTooHeavy, CaptionsUnreadable

TALK = """\ufeffWEBVTT - of a lamp\r
Kind: captions\r
\r
STYLE\r
::cue { color: red }\r
\r
NOTE made in a hurry\r
\r
first\r
00:01.000 --> 00:02.500 align:start position:10%\r
<v Robin>Hello &amp; <i>welcome</i>!</v>\r
\r
00:02.500 --> 01:00:04.000\r
- Two lines\r
\u200e<00:03.000>- 5 < 6\r
"""


def test_what_is_kept_is_times_and_plain_words() -> None:
    assert captions.clean(TALK.encode()).decode() == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHello &amp; welcome!\n\n"
        "00:00:02.500 --> 01:00:04.000\n- Two lines\n- 5 &lt; 6\n"
    )


def test_what_was_kept_is_kept_again() -> None:
    once = captions.clean(TALK.encode())
    assert captions.clean(once) == once


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", 1),
        ("1\n00:00:01,000 --> 00:00:02,000\nSubRip", 1),
        ("WEBVTTX\n\n00:01.000 --> 00:02.000\nx", 1),
        ("WEBVTT\n", 2),
        ("WEBVTT\n\nNOTE nothing else", 3),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nback", 3),
        ("WEBVTT\n\n00:01.000 --> 00:01.000\nnever", 3),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\ncomma", 3),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nodd", 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000", 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>", 3),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\nlate\n\n00:01.000 --> 00:02.000\nearly", 6),
        ("WEBVTT\n\nname\nwords without a time", 4),
        ("WEBVTT\n\nname", 4),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "x" * 501, 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\na\0b", 1),
        ("WEBVTT" + "\n\n00:01.000 --> 00:02.000\nx" * 1001, 3003),
    ],
)
def test_what_is_no_captions_is_refused_with_the_line(content: str, line: int) -> None:
    with pytest.raises(CaptionsUnreadable) as refused:
        captions.clean(content.encode())
    assert refused.value.facts == {"line": line}


def test_what_is_no_text_or_too_much_is_refused() -> None:
    with pytest.raises(CaptionsUnreadable):
        captions.clean("WEBVTT\n\n00:01.000 --> 00:02.000\nGrüße".encode("latin-1"))
    with pytest.raises(CaptionsTooHeavy):
        captions.clean(b"WEBVTT" + b" " * captions.MAX_BYTES)


@pytest.mark.parametrize("sly", ["<script>alert(1)</script>", "&lt;script&gt;", "<<b>script>", "--> x"])
def test_no_markup_comes_out(sly: str) -> None:
    kept = captions.clean(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{sly} said".encode()).decode()
    words = kept.split("\n", 3)[3]
    assert "<" not in words
    assert "-->" not in words
