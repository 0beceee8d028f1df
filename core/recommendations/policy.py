"""What a shared purchase says of two products, and who may stand beside whom. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from math import sqrt
from typing import TypeVar

LOOK_BACK_DAYS = 365
MOST_OTHERS = 24  # kept for a product
LARGEST_BASKET = 40  # a purchase of more says nothing about any two of them
MOST_OF_ONE_MERCHANT = 2

Key = TypeVar("Key")


def pairs_of(purchases: Iterable[Sequence[int]]) -> dict[tuple[int, int], tuple[int, float]]:
    """Count for each ordered pair of products in how many purchases both are, and weigh it.

    The weight is the cosine: shared purchases over the root of both products' own, so that what everybody buys
    goes with nothing in particular.
    """
    alone: Counter[int] = Counter()
    together: Counter[tuple[int, int]] = Counter()
    for products in purchases:
        distinct = sorted(set(products))
        alone.update(distinct)
        if len(distinct) <= LARGEST_BASKET:
            together.update(permutations(distinct, 2))
    return {
        (one, other): (count, count / sqrt(alone[one] * alone[other]))
        for (one, other), count in together.items()
    }


def best_of(pairs: Mapping[tuple[int, int], tuple[int, float]]) -> list[tuple[int, int, int, float]]:
    """Keep the strongest others of each product as (product, other, together, score)."""
    rows = sorted((one, -score, other, count) for (one, other), (count, score) in pairs.items())
    kept: Counter[int] = Counter()
    best = []
    for one, negative, other, count in rows:
        if kept[one] < MOST_OTHERS:
            kept[one] += 1
            best.append((one, other, count, -negative))
    return best


def diverse(ranked: Iterable[tuple[Key, object]], limit: int) -> list[Key]:
    """Take the first `limit` of (thing, whose), at most two of one merchant while there are others."""
    taken: Counter[object] = Counter()
    first: list[Key] = []
    rest: list[Key] = []
    for thing, whose in ranked:
        taken[whose] += 1
        (first if taken[whose] <= MOST_OF_ONE_MERCHANT else rest).append(thing)
    return [*first, *rest][:limit]
