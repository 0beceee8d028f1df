"""Stems of Polish words, for which the database has no stemmer: the ending goes, and so does a fleeting e before k.

Lighter than a dictionary, which would take hundreds of megabytes in every process; words are folded already.
"""

import re

SHORTEST_STEM = 3
_ENDINGS = tuple(
    re.compile(f"(?:{ending})$")
    for ending in (
        "iami|iach|iem", "ami|ach|owi|ego|emu|ymi|imi", "om|ow|ej|ym|im|em|ie|ia|iu|io|ych|ich", "[aeiouy]",
    )
)  # fmt: skip
_FLEETING = re.compile(r"([^aeiouy])ek$")


def stem(word: str) -> str:
    """Give what a word has in common with its other forms: but for buty, butów and butach."""
    if not word.isalpha() or not word.isascii():
        return word
    for ending in _ENDINGS:
        short = ending.sub("", word)
        if short != word and len(short) >= SHORTEST_STEM:
            return short
    return _FLEETING.sub(r"\1k", word)
