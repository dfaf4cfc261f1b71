"""The band of a caseload: how few and how many cases fit in the hours there are.

The lower bound is the number that fits when all cases are heavy, the upper bound when all are
light; the mix is the number that fits at the team's own division over light and heavy. What is
not known is NaN and gives NaN; what cannot be is refused.

Sources: Verantwoorde caseload (2021), 2.3 (hours per case from contract hours and caseload);
Workload in balans (2026), step 4a and worksheet 4.1 (bands of counts and of ratios); Caseload
voor lokale (wijk)teams (2019) for the reference figures of 28, 45 and 125 cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan
from typing import Final

import numpy as np
import numpy.typing as npt

from xlcaseload.analysis.hours import TINY, Floats, amounts, parts, positives, quotient

HOURS_PER_FTE: Final = 36.0
"""Hours per week of a full-time contract."""


@dataclass(frozen=True, slots=True)
class Band:
    """Numbers of cases at a time.

    Attributes:
        lower: As many as fit if all are heavy.
        mix: As many as fit at the team's own division; NaN where that is not known.
        upper: As many as fit if all are light.
    """

    lower: float
    mix: float
    upper: float

    def adjusted(self, percent: float) -> Band:
        """The band after an adjustment that the team agreed on.

        Args:
            percent: The adjustment as a part of 1: -0.10 for 10% fewer cases.

        Raises:
            ValueError: The adjustment takes away 100% or more.
        """
        if percent <= -1:
            raise ValueError("an adjustment must leave something: it must be more than -1")
        return self._times(1 + percent)

    def scaled(self, from_hours: float, to_hours: float) -> Band:
        """The band of a contract of other hours, as from 24 hours to :data:`HOURS_PER_FTE`.

        Args:
            from_hours: Contract hours per week for which this band holds.
            to_hours: Contract hours per week for which it is wanted.

        Raises:
            ValueError: Hours are not more than 0.
        """
        positives([from_hours, to_hours], "contract hours of a band")
        return self._times(to_hours / from_hours)

    def _times(self, factor: float) -> Band:
        return Band(self.lower * factor, self.mix * factor, self.upper * factor)


def case_hours(contract_hours: npt.ArrayLike, non_client_share: npt.ArrayLike) -> Floats:
    """Hours per week that are there for cases.

    Args:
        contract_hours: Contract hours per week.
        non_client_share: Part of them, 0 to 1, that goes to work not bound to a client.

    Returns:
        contract_hours * (1 - non_client_share), in hours per week.

    Raises:
        ValueError: Hours are negative or a share lies outside 0 to 1.
    """
    left = 1 - parts(non_client_share, "non-client share")
    return amounts(contract_hours, "contract hours") * left


def band(light: float, heavy: float, available_hours: float, mean_hours: float = nan) -> Band:
    """How many cases fit.

    Args:
        light: Hours per week that the lightest kind of case takes.
        heavy: Hours per week that the heaviest kind of case takes.
        available_hours: Hours per week for cases, as of :func:`case_hours`.
        mean_hours: Hours per week that a case takes on average in the team's own mix, as of
            :func:`mean_case_hours`. What fits is the hours divided by this mean, which is less
            than the mean of the bounds.

    Returns:
        available_hours divided by heavy, mean_hours and light. A bound that follows from a
        number that is not known is NaN; so is the mix where any of them is not known.

    Raises:
        ValueError: Hours are not more than 0, heavy is lighter than light, or the mean does not
            lie between the two.
    """
    positives([light, heavy, mean_hours], "hours per case")
    positives(available_hours, "hours available for cases")
    if heavy < light:
        raise ValueError("a heavy case must not take fewer hours than a light one")
    if mean_hours < light * (1 - TINY) or mean_hours > heavy * (1 + TINY):
        raise ValueError("the mean hours per case must lie between those of light and heavy")
    lower, upper = available_hours / heavy, available_hours / light
    mix = available_hours / mean_hours
    # A mean that rounding put just past a bound must not put the mix outside the band.
    return Band(lower, float(np.clip(mix, lower, upper)), upper)


def _whole(shares: npt.ArrayLike) -> Floats:
    """Shares of levels along the last axis.

    Raises:
        ValueError: They do not add up to 1, or one lies outside 0 to 1.
    """
    checked = parts(shares, "shares of kinds of cases")
    if (np.abs(checked.sum(axis=-1) - 1) > TINY).any():
        raise ValueError("shares of kinds of cases must add up to 1")
    return checked


def mean_case_hours(hours: npt.ArrayLike, shares: npt.ArrayLike) -> Floats:
    """Hours that a case takes on average in the team's own mix.

    Args:
        hours: Shape (..., levels): hours per week of a case of each level.
        shares: Shape (..., levels): part of the cases that is of each level, together 1.

    Returns:
        Shape (...): the sum of hours * shares, in hours per week.

    Raises:
        ValueError: Hours are negative or the shares are no parts of 1.
    """
    return np.asarray((amounts(hours, "hours per case") * _whole(shares)).sum(axis=-1))


def measured_levels(
    weights: npt.ArrayLike, shares: npt.ArrayLike, measured_mean: npt.ArrayLike
) -> Floats:
    """Hours per case of each level, when only their proportions and the mean are known.

    Args:
        weights: Shape (..., levels): what a case of each level (light, middle, heavy) weighs
            against the others.
        shares: Shape (..., levels): part of the cases that is of each level, together 1.
        measured_mean: Shape (...): hours per week that a case took on average.

    Returns:
        Shape (..., levels): hours per week, proportional to the weights, whose mean under the
        shares is the measured mean.

    Raises:
        ValueError: A weight is not more than 0, the mean is negative or the shares are no parts
            of 1.
    """
    weight = positives(weights, "weights of levels")
    mean = amounts(measured_mean, "measured hours per case")
    scale = mean / mean_case_hours(weight, shares)
    return weight * scale[..., np.newaxis]


def bounds(lower: npt.ArrayLike, upper: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Lower and upper bounds as floats, any shapes that broadcast.

    Raises:
        ValueError: One is negative, or a lower bound lies above its upper bound.
    """
    low, high = amounts(lower, "a bound"), amounts(upper, "a bound")
    if (low > high).any():
        raise ValueError("a lower bound must not lie above its upper bound")
    return low, high


def position(value: float, lower: float, upper: float) -> str | None:
    """Where a value stands: "inside", "below" or "above" a band; None if any is not known (NaN).

    The bounds belong to the inside. Source: 2026 guide, step 4a.

    Raises:
        ValueError: A number is negative, or the lower bound lies above the upper bound.
    """
    bounds(lower, upper)
    amounts(value, "a value held against a band")
    if isnan(value) or isnan(lower) or isnan(upper):
        return None
    if value < lower * (1 - TINY):
        return "below"
    if value > upper * (1 + TINY):
        return "above"
    return "inside"


def deviation(value: float, lower: float, upper: float) -> float:
    """How far a value lies outside a band; :func:`deviations` of one value."""
    return float(deviations(value, lower, upper))


def deviations(values: npt.ArrayLike, lower: npt.ArrayLike, upper: npt.ArrayLike) -> Floats:
    """How far values lie outside their bands, as a part of the bound they are past.

    Args:
        values: Any shape, in the unit of the bounds.
        lower: Lower bounds.
        upper: Upper bounds.

    Returns:
        The broadcast shape: 0 inside, (value - upper) / upper above, (value - lower) / lower,
        which is negative, below; NaN where something is not known or the bound passed is 0.
        Source: 2021 guide, step 3, which asks from what percentage on to talk.

    Raises:
        ValueError: A number is negative, or a lower bound lies above its upper bound.
    """
    found = amounts(values, "a value held against a band")
    low, high = bounds(lower, upper)
    past = np.where(
        found < low * (1 - TINY),
        quotient(found - low, low),
        np.where(found > high * (1 + TINY), quotient(found - high, high), 0),
    )
    unknown = np.isnan(found) | np.isnan(low) | np.isnan(high)
    return np.where(unknown, np.nan, past)
