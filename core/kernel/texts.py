"""Texts in several languages and the way from a missing one to the next best."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

Texts = Mapping[str, str]


def pick(texts: Texts, chain: Sequence[str]) -> str:
    """Give the first text of the chain that is not blank, else any that is not, else an empty string."""
    for language in chain:
        if texts.get(language, "").strip():
            return texts[language]
    return next((text for text in texts.values() if text.strip()), "")


def joined(parts: Sequence[Texts], chain: Sequence[str]) -> dict[str, str]:
    """Join texts by commas in every language that one of them is in; the others fall back along the chain."""
    languages = {language for texts in parts for language in texts}
    return {
        language: ", ".join(pick(texts, (language, *chain)) for texts in parts)
        for language in sorted(languages)
    }


def slug_of(text: str) -> str:
    """Make an address part of a text; letters of every script stay, the rest becomes hyphens."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w]+|_+", "-", folded).strip("-")[:120].strip("-") or "x"
