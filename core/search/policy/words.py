"""How texts and queries become words: folded, cut where a script has no spaces, and as they sound in Latin letters.

The same folding stands on both sides, so that whoever types without accents finds what is written with them.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from anyascii import anyascii

MOST_WORDS = 8
LONGEST_WORD = 64
SHORTEST_SOUND = 3  # letters; what is shorter sounds like too much
SHORTEST_START = 3  # letters that a longer word may begin with to be found
SHORTEST_TAIL = 4  # letters of the last part of a compound
SHORTEST_COMPOUND = 8
COMPOUNDING = frozenset({"de"})  # languages that write several nouns as one word
UNSTEMMED = frozenset({"pl"})  # inflected languages without a stemmer: their words match by the beginning
SHORTEST_BEGINNING = 4
CONFIGURATIONS = {
    "en": "english", "ru": "russian", "es": "spanish", "de": "german", "fr": "french",
}  # fmt: skip
UNSTEMMED_CONFIGURATION = "simple"

_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SPECIAL = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ё": "е"})
# Order matters: longer spellings first. Both ways of writing a sound end in the same letter.
_SOUNDS = (
    ("shch", "s"), ("sch", "s"), ("tch", "c"), ("kh", "h"), ("ph", "f"), ("ck", "k"), ("qu", "k"), ("zh", "j"),
    ("sh", "s"), ("ch", "c"), ("ts", "c"), ("tz", "c"), ("th", "t"), ("wh", "v"), ("yu", "u"), ("ya", "a"),
    ("yo", "o"), ("ye", "e"), ("ee", "i"), ("oo", "u"), ("ou", "u"), ("y", "i"), ("w", "v"), ("x", "ks"),
    ("q", "k"), ("z", "s"), ("j", "i"),
)  # fmt: skip
_NO_LETTER = re.compile("[^a-z]+")
_TWICE = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a query with all that may stand for it; `others` are terms of several words each."""

    word: str
    sounds: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    others: tuple[tuple[str, ...], ...] = ()


def configuration_of(language: str) -> str:
    """Name the text search configuration of a language."""
    return CONFIGURATIONS.get(language, UNSTEMMED_CONFIGURATION)


def fold(text: str) -> str:
    """Bring a text to lower case without accents; й stays, because it is another letter than и."""
    small = unicodedata.normalize("NFKC", text.replace("\x00", " ")).casefold().translate(_SPECIAL)
    return "".join(letter if letter == "й" else _bare(letter) for letter in small)


def cut(text: str) -> list[str]:
    """Give the folded words of a text in order; Chinese is cut into words by a dictionary."""
    return [word[:LONGEST_WORD] for run in _WORD.findall(fold(text)) for word in _cut_run(run)]


def words_of(query: str) -> tuple[str, ...]:
    """Give the words of a query, each once, eight at most."""
    return tuple(dict.fromkeys(cut(query)))[:MOST_WORDS]


def spoken(text: str, language: str) -> str:
    """Give a text as the database is to stem it: its folded words, and parts that are looked for by themselves."""
    words = cut(text)
    return " ".join([*words, *(part for word in words for part in parts_of(word, language))])


def parts_of(word: str, language: str) -> list[str]:
    """Give what else a word holds: the ends of a compound, single signs of a Chinese word."""
    if _HAN.fullmatch(word):
        return list(word) if len(word) > 1 else []
    if language in COMPOUNDING and len(word) >= SHORTEST_COMPOUND and word.isalpha():
        return [word[at:] for at in range(3, len(word) - SHORTEST_TAIL + 1)]
    return []


def umlauts_spelled(text: str) -> str:
    """Give the words of a German text that have umlauts as people write them without: Moebel."""
    small = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(
        word.translate(_UMLAUTS) for word in _WORD.findall(small) if word != word.translate(_UMLAUTS)
    )


def sounds_in(texts: Iterable[str]) -> list[str]:
    """Give lexemes for how words sound: `l~` of those in Latin letters, `c~` of those in others."""
    words = dict.fromkeys(word for text in texts for word in cut(text))
    marked = (f"{'l' if word.isascii() else 'c'}~{sound_of(word)}" for word in words if is_sounding(word))
    return list(dict.fromkeys(mark for mark in marked if len(mark) > 2))


def sound_of(word: str) -> str:
    """Give a rough key of how a word sounds, the same for Нордвинд and Nordwind."""
    heard = anyascii(word).lower()
    for written, sound in _SOUNDS:
        heard = heard.replace(written, sound)
    return _TWICE.sub(r"\1", _NO_LETTER.sub("", heard))


def is_sounding(word: str) -> bool:
    """Say whether a word is long enough, and of letters alone, to be found by its sound."""
    return word.isalpha() and len(word) >= (2 if _HAN.search(word) else SHORTEST_SOUND)


def term_of(word: str, language: str, others: Iterable[tuple[str, ...]] = ()) -> Term:
    """Give all that may stand for a word of a query: a word in one script asks for sounds written in the other."""
    heard = sound_of(word) if is_sounding(word) and not _HAN.search(word) else ""
    sounds = (f"{'c' if word.isascii() else 'l'}~{heard}",) if heard else ()
    beginnings = (_beginning(word),) if language in UNSTEMMED and len(word) > SHORTEST_BEGINNING else ()
    pieces = tuple(word) if _HAN.fullmatch(word) and len(word) > 1 else ()
    return Term(word, sounds, beginnings, pieces, tuple(others))


def starts_of(name: str) -> list[str]:
    """Give a name from each of its words on, folded, and how the first sounds, for who types its beginning."""
    words = cut(name)
    starts = [" ".join(words[at:])[:255] for at in range(len(words))]
    return list(dict.fromkeys([*starts, *sounds_in(words)]))


def _beginning(word: str) -> str:
    """Leave out the ending, up to two letters, so that lampa finds lampy."""
    return word[: max(SHORTEST_BEGINNING, len(word) - 2)]


def _bare(letter: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", letter) if not unicodedata.combining(sign))


def _cut_run(run: str) -> list[str]:
    if not _HAN.search(run):
        return [run]
    import rjieba  # its dictionary takes 33 MB, and a process that never reads Chinese does without

    return [word for word in rjieba.cut_for_search(run, True) if _WORD.fullmatch(word)]
