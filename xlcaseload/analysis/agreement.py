"""How much a team agrees on one factor: van der Eijk's coefficient of agreement A.

Source: C. van der Eijk, "Measuring agreement in ordered rating scales", Quality & Quantity 35
(2001), 325-341. A is 1 when all give the same score, 0 when scores are spread evenly and -1
when half of them stand at either end.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

LEVEL_COUNT = 5
"""Scores run from 1 to 5."""

PATTERN_BITS = 2 ** np.arange(LEVEL_COUNT)
"""Weight of each level in the number of a pattern: level 1 counts 1, level 5 counts 16."""


def pattern_agreement(pattern: tuple[bool, ...]) -> float:
    """Agreement of one layer, in which each level is either given or not.

    Args:
        pattern: For each level from low to high whether it was given; at least one was.

    Returns:
        U * (1 - (S - 1) / (K - 1)), where K is the number of levels, S the number of given
        levels and U the unimodality: 1 when the given levels lie side by side, lower for every
        triple of levels with a gap in the middle.

    Raises:
        ValueError: No level was given.
    """
    levels = len(pattern)
    given = sum(pattern)
    if given == 0:
        raise ValueError("a pattern holds at least one given level")
    if given == levels:
        return 0.0
    unimodal = gapped = 0
    for low, middle, high in combinations(pattern, 3):
        unimodal += middle and low != high
        gapped += low and high and not middle
    triples = unimodal + gapped
    unimodality = (
        ((levels - 2) * unimodal - (levels - 1) * gapped) / ((levels - 2) * triples)
        if triples
        else 1.0
    )
    return unimodality * (1 - (given - 1) / (levels - 1))


@cache
def pattern_weights() -> npt.NDArray[np.float64]:
    """Given levels times agreement for each of the 32 patterns of five levels.

    Returns:
        Shape (32,): entry i belongs to the pattern whose :data:`PATTERN_BITS` add up to i;
        entry 0 (no level given) is 0.
    """
    weights = np.zeros(2**LEVEL_COUNT)
    for number in range(1, 2**LEVEL_COUNT):
        pattern = tuple(bool(number >> level & 1) for level in range(LEVEL_COUNT))
        weights[number] = sum(pattern) * pattern_agreement(pattern)
    return weights


def agreement(counts: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Van der Eijk's A of any number of frequency distributions over the scores 1 to 5.

    The counts are peeled off in layers: the first holds every level that was given, as often
    as the rarest of them; the next holds what is left of it, and so on. A is the mean of the
    layers' agreements, each weighed by the number of scores in it.

    Args:
        counts: Shape (..., 5): how often 1, 2, 3, 4 and 5 were given.

    Returns:
        Shape (...): A from -1 to 1; NaN where nothing was counted.
    """
    frequencies = np.asarray(counts)
    thresholds = np.sort(frequencies, axis=-1)
    heights = np.diff(thresholds, axis=-1, prepend=0)
    given = frequencies[..., np.newaxis, :] >= thresholds[..., :, np.newaxis]
    layers = heights * pattern_weights()[given @ PATTERN_BITS]
    total = frequencies.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(layers.sum(axis=-1) / total, dtype=np.float64)
