"""A language that nobody speaks, with words half as long again: what fits in it fits in German and Russian."""

import re
from typing import Any

from flask_babel import Domain

PLACEHOLDER_OR_TAG = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]*>|&\w+;)")
ADDRESSES = {
    "href",
    "src",
    "webp",
    "jpeg",
    "icon",
    "state",
    "kind",
    "color",
    "swatch",
    "value",
    "stock",
    "id",
}
ACCENTED = str.maketrans("aeiouAEIOU", "áéíöúÁÉÍÖÚ")


class LongWords(Domain):
    """Gives every sentence of the interface stretched, for the current request."""

    def gettext(self, string: str, **variables: object) -> str:
        text = stretched(string)
        return text % variables if variables else text

    def ngettext(self, singular: str, plural: str, num: int, **variables: object) -> str:
        return self.gettext(singular if num == 1 else plural, num=num, **variables)

    def pgettext(self, context: str, string: str, **variables: object) -> str:
        return self.gettext(string, **variables)


def stretched(sentence: str) -> str:
    """Double and accent the vowels of a sentence; placeholders and tags stay as they are."""
    parts = PLACEHOLDER_OR_TAG.split(sentence)
    return "".join(part if at % 2 else _longer(part) for at, part in enumerate(parts))


def stretch(value: Any) -> Any:
    """Stretch the words inside sample data, but no address, state or number."""
    if isinstance(value, str):
        return value if "/" in value or value.startswith(("#", "ORD-")) else stretched(value)
    if isinstance(value, dict):
        return {key: each if key in ADDRESSES else stretch(each) for key, each in value.items()}
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(stretch(each) for each in value)
    return value


def _longer(words: str) -> str:
    return re.sub(r"[aeiouAEIOU]", lambda vowel: vowel[0].translate(ACCENTED) * 2, words)
