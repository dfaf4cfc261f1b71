"""The scores of a team: averages, spread and what weighs most.

Everything is computed from the five *counts* of a factor (how often 1, 2, 3, 4 and 5 were
given). Counts are exact and simply add up: over factors to a category, over roles to a team,
over teams to a region. A score that is missing or *n.v.t.* is in no count.

Source of the process: Workload in balans (2026), step 2c and worksheet 2.5; Verantwoorde
caseload (2021), 2.4 and appendix 2. The statistics are the usual ones; quartiles follow Excel's
inclusive rule (QUARTILE.INC), the standard deviation is that of a sample (STDEV.S).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xlcaseload.analysis.agreement import LEVEL_COUNT, agreement

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LEVELS = np.arange(1, LEVEL_COUNT + 1)
HEAVY_FROM = 4
"""Scores from here on count as heavy: 4 weighs clearly, 5 weighs heavily."""
PILE_MEAN = 4.0
PILE_SIZE = 3
"""A category piles up when this many of its factors have a mean of PILE_MEAN or more."""
FULL_ROOM = 6
"""Room = FULL_ROOM - mean score: a mean of 1 leaves room 5, a mean of 5 leaves room 1."""


def count_scores(
    scores: npt.ArrayLike,
    mask: npt.ArrayLike,
    groups: npt.ArrayLike | None = None,
    group_count: int = 1,
) -> Counts:
    """Count how often each score was given, per group and factor.

    Args:
        scores: Shape (members, factors): 1 to 5; what stands under the mask is not looked at.
        mask: Same shape: True where there is no score (missing or n.v.t.), as in NumPy's
            masked arrays.
        groups: Shape (members,): number of each member's group, 0 to ``group_count`` - 1; None
            puts all in group 0. A negative number leaves the member out.
        group_count: Number of groups.

    Returns:
        Shape (group_count, factors, 5).

    Raises:
        ValueError: The shapes differ, or a score outside 1 to 5 is not masked.
    """
    given = np.asarray(scores)
    hidden = np.asarray(mask, dtype=bool)
    if given.ndim != 2 or given.shape != hidden.shape:
        raise ValueError("scores and mask are both of shape (members, factors)")
    members, factors = given.shape
    group = np.zeros(members, dtype=np.intp) if groups is None else np.asarray(groups, np.intp)
    if group.shape != (members,):
        raise ValueError("groups is of shape (members,)")
    member, factor = np.nonzero(~hidden & (group >= 0)[:, np.newaxis])
    scored = given[member, factor]
    if not np.isin(scored, LEVELS).all():
        raise ValueError("scores that are not masked are whole numbers from 1 to 5")
    level = scored.astype(np.intp) - 1
    flat = (group[member] * factors + factor) * LEVEL_COUNT + level
    size = group_count * factors * LEVEL_COUNT
    counted: Counts = np.bincount(flat, minlength=size)
    return counted.reshape(group_count, factors, LEVEL_COUNT)


@dataclass(frozen=True, slots=True)
class Summary:
    """Statistics of any number of score distributions; every field has shape (...).

    Attributes:
        counts: Shape (..., 5): how often 1 to 5 were given.
        n: Number of scores.
        mean: Average score; NaN where n is 0, as in all fields that follow.
        median: Middle score.
        q1: First quartile, inclusive rule.
        q3: Third quartile, inclusive rule.
        sd: Standard deviation of a sample; NaN where n is below 2.
        mad: Mean absolute deviation from the mean.
        heavy: Number of scores of 4 or 5.
        agreement: Van der Eijk's A.
        room: 6 - mean: from 1 (it pinches) to 5 (all room).
    """

    counts: Counts
    n: Counts
    mean: Floats
    median: Floats
    q1: Floats
    q3: Floats
    sd: Floats
    mad: Floats
    heavy: Counts
    agreement: Floats
    room: Floats


def summarise(counts: npt.ArrayLike) -> Summary:
    """All statistics of the given counts.

    Args:
        counts: Shape (..., 5): how often 1, 2, 3, 4 and 5 were given.

    Returns:
        A summary whose fields have shape (...).
    """
    frequencies = np.asarray(counts, dtype=np.int64)
    n = frequencies.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (frequencies @ LEVELS) / n
        deviation = LEVELS - mean[..., np.newaxis]
        sd = np.sqrt((frequencies * deviation**2).sum(axis=-1) / np.where(n > 1, n - 1, np.nan))
        mad = (frequencies * np.abs(deviation)).sum(axis=-1) / n
    return Summary(
        counts=frequencies,
        n=n,
        mean=mean,
        median=quantile(frequencies, 2),
        q1=quantile(frequencies, 1),
        q3=quantile(frequencies, 3),
        sd=sd,
        mad=mad,
        heavy=frequencies[..., HEAVY_FROM - 1 :].sum(axis=-1),
        agreement=agreement(frequencies),
        room=room(mean),
    )


def quantile(counts: Counts, quarter: int) -> Floats:
    """A quartile by Excel's inclusive rule (QUARTILE.INC).

    Args:
        counts: Shape (..., 5).
        quarter: 1, 2 (the median) or 3.

    Returns:
        Shape (...): the value at place (n - 1) * quarter / 4 of the sorted scores, counted from
        0 and interpolated between neighbours; NaN where n is 0.
    """
    n = counts.sum(axis=-1)
    quarters = (n - 1) * quarter
    place = quarters // 4
    part = quarters % 4 / 4
    value = _score_at(counts, place) * (1 - part) + _score_at(counts, place + 1) * part
    return np.where(n > 0, value, np.nan)


def _score_at(counts: Counts, place: Counts) -> Counts:
    """The score at a place (from 0) of the sorted scores: one more than the levels below it."""
    upto = counts.cumsum(axis=-1)[..., :-1]
    below: Counts = (upto <= place[..., np.newaxis]).sum(axis=-1)
    return 1 + below


def room(mean: npt.ArrayLike) -> Floats:
    """Room on the spider web: outward is room, inward is where it pinches.

    Args:
        mean: Mean scores, any shape, 1 to 5.

    Returns:
        6 - mean, same shape. Source: the 2019 guide on its figure 4, turned into a number.
    """
    return FULL_ROOM - np.asarray(mean, dtype=np.float64)


def mean_bounds(counts: npt.ArrayLike, absent: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Between which values the mean would lie if the absent members had scored as well.

    Args:
        counts: Shape (..., 5).
        absent: Shape (...): members who gave no score (n.v.t. is an answer, not an absence).

    Returns:
        The lowest and the highest possible mean, each of shape (...): (sum + m) / (n + m) and
        (sum + 5m) / (n + m); NaN where nobody scored and nobody is absent.
    """
    frequencies = np.asarray(counts)
    missing = np.asarray(absent)
    total = frequencies @ LEVELS
    everyone = frequencies.sum(axis=-1) + missing
    with np.errstate(invalid="ignore", divide="ignore"):
        return (total + missing) / everyone, (total + LEVEL_COUNT * missing) / everyone


def ranking(values: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """Places of the values from high to low; equal values keep their order, NaN is left out.

    Args:
        values: Shape (items,).

    Returns:
        Indices into ``values``, shape (items that are not NaN,).
    """
    numbers = np.asarray(values, dtype=np.float64)
    order = np.argsort(-numbers, kind="stable")
    return order[~np.isnan(numbers[order])]


def pool(counts: Counts, labels: Sequence[str], names: Sequence[str]) -> Counts:
    """Add the counts of factors up per category: its mean is that of all scores given in it.

    Args:
        counts: Shape (..., factors, 5).
        labels: Category of each factor.
        names: The categories wanted.

    Returns:
        Shape (..., len(names), 5).
    """
    belongs = np.array([[label == name for label in labels] for name in names], dtype=np.int64)
    pooled: Counts = np.einsum("cf,...fk->...ck", belongs.reshape(len(names), len(labels)), counts)
    return pooled


def heavy_factors(means: npt.ArrayLike, labels: Sequence[str], names: Iterable[str]) -> list[int]:
    """How many factors of each category have a mean of 4 or higher.

    Args:
        means: Shape (factors,); NaN never counts.
        labels: Category of each factor.
        names: The categories wanted.

    Returns:
        One number per name. From :data:`PILE_SIZE` on they pile up: several heavy factors side
        by side weigh more than their sum (2026 guide, step 2c).
    """
    heavy = np.asarray(means) >= PILE_MEAN
    return [
        sum(bool(h) for h, label in zip(heavy, labels, strict=True) if label == name)
        for name in names
    ]
