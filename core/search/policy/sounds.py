"""How words sound, as a rough key that is the same for Нордвинд and Nordwind.

Names get a second, still rougher key: people write down brands and shops by ear. Texts do not, because among so many
words a rough key would meet the wrong ones.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from anyascii import anyascii

SHORTEST = 3  # letters; what is shorter sounds like too much
SHORTEST_HAN = 2  # signs
SHORTEST_PINYIN = 4  # Latin letters that may stand for Chinese signs
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
LATIN_MARK, OTHER_MARK, HAN_MARK = "l~", "c~", "h~"
HAN_MARKS = ("h~", "g~")
NAME_MARKS = {LATIN_MARK: "m~", OTHER_MARK: "d~", HAN_MARK: "g~"}
# Order matters: longer spellings first. A capital stands for a sound that is settled.
_SPELLED = tuple(
    (re.compile(written), sound)
    for written, sound in (
        ("shch|sch|sh", "S"), ("chzh|dzh|zh", "I"), ("tch|ch|cz|ts|tz", "C"), ("kh", "h"), ("ph", "f"), ("th", "t"),
        ("wh", "v"), ("ow(?![aeiouy])", "U"), ("c(?=[eiy])", "C"), ("ck|c|qu", "k"), ("q", "C"), ("^x", "S"),
        ("x", "kS"), ("ng(?![aeiuy])", "n"), ("ee", "I"), ("oo|ou", "U"), ("[yj]", "I"), ("w", "v"), ("[zs]", "S"),
        ("i", "I"), ("u", "U"), ("I(?=[aeoU])|(?<=.)U(?=[aeo])", ""), ("(?<=[^aeoIU])e$", ""),
    )
)  # fmt: skip
_LONG_A = re.compile(r"a([bcdfgklmnprstvz])e$")  # lane, as others write it: лейн
_NO_LETTER = re.compile("[^a-z]+")
_TWICE = re.compile(r"(.)\1+")
_OPEN = str.maketrans("eo", "aa")


def sound_of(word: str) -> str:
    """Give how a folded word sounds, roughly."""
    heard = anyascii(word).lower()
    heard = _NO_LETTER.sub("", heard)
    for written, sound in _SPELLED:
        heard = written.sub(sound, heard)
    return _TWICE.sub(r"\1", heard.lower())


def name_sound_of(word: str) -> str:
    """Give how a name sounds to who knows it by ear: all open vowels are one."""
    heard = _LONG_A.sub(r"ei\1", word) if word.isascii() else word
    return _TWICE.sub(r"\1", sound_of(heard.replace("ai", "ei")).translate(_OPEN))


def sounds_in(words: Iterable[str]) -> list[str]:
    """Give lexemes for how folded words sound, marked by the script they are written in."""
    heard = ((mark_of(word), sound_of(word)) for word in words if is_sounding(word))
    return list(dict.fromkeys(f"{mark}{sound}" for mark, sound in heard if sound))


def name_sounds_in(words: Iterable[str]) -> list[str]:
    """Give lexemes for how the folded words of a name sound, the rough ones too."""
    known = [word for word in words if is_sounding(word)]
    rough = ((NAME_MARKS[mark_of(word)], name_sound_of(word)) for word in known)
    return list(dict.fromkeys([*sounds_in(known), *(f"{mark}{sound}" for mark, sound in rough if sound)]))


@lru_cache(maxsize=4096)
def asked_sounds(word: str) -> tuple[str, ...]:
    """Give the lexemes that a folded word of a query may be found by: it asks for what another script writes."""
    if not is_sounding(word) or HAN.search(word):
        return ()
    sound, rough = sound_of(word), name_sound_of(word)
    others = [OTHER_MARK] if word.isascii() else [LATIN_MARK]
    if word.isascii() and len(word) >= SHORTEST_PINYIN:
        others.append(HAN_MARK)
    return tuple(
        [f"{mark}{sound}" for mark in others if sound]
        + [f"{NAME_MARKS[mark]}{rough}" for mark in others if len(rough) >= SHORTEST]
    )


def is_sounding(word: str) -> bool:
    """Say whether a word is long enough, and of letters alone, to be found by its sound."""
    return word.isalpha() and len(word) >= (SHORTEST_HAN if HAN.search(word) else SHORTEST)


def mark_of(word: str) -> str:
    """Give the mark of the script a word is written in."""
    if word.isascii():
        return LATIN_MARK
    return HAN_MARK if HAN.search(word) else OTHER_MARK
