"""What a misspelled word may have been meant to be."""

from collections.abc import Iterable

SHORTEST = 4  # letters of a word that is corrected at all
LONG = 7  # letters from which on two mistakes are forgiven
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)


def trigrams(word: str) -> list[str]:
    """Give the threes of neighboring letters of a word, its edges included."""
    padded = f" {word} "
    return sorted({padded[at : at + 3] for at in range(len(padded) - 2)})


def on_other_keys(word: str) -> str:
    """Give what the same keys write on the other keyboard: kfvgf is лампа."""
    return word.translate(_TO_CYRILLIC) if word.isascii() else word.translate(_TO_LATIN)


def best_of(word: str, candidates: Iterable[tuple[str, int]]) -> str | None:
    """Choose among (word, how many products hold it) the nearest one that is near enough, the commonest of several."""
    if len(word) < SHORTEST:
        return None
    most = 2 if len(word) >= LONG else 1
    near = [
        (distance, -common, candidate)
        for candidate, common in candidates
        if (distance := _distance(word, candidate, most)) <= most
    ]
    return min(near)[2] if near else None


def _distance(one: str, other: str, most: int) -> int:
    """Count the letters to change, add, drop or swap with a neighbor (restricted Damerau-Levenshtein)."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, sign in enumerate(other, 1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != sign))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == sign:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        before, above = above, here
    return above[-1]
