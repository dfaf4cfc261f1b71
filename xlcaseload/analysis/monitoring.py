"""Following the caseload month by month: when to talk about it.

How far a caseload lies outside its band is :func:`xlcaseload.analysis.bands.deviations`.
Source: Verantwoorde caseload (2021), step 3, which leaves it to the team from what percentage on
it talks about a deviation.
"""

from __future__ import annotations

import numpy.typing as npt

from xlcaseload.analysis.hours import TINY, Floats, amounts, quotient


def cases_per_fte(cases: npt.ArrayLike, fte: npt.ArrayLike) -> Floats:
    """Caseload of 1 FTE.

    Args:
        cases: Cases at a time, for instance per month and role.
        fte: FTE at work on them.

    Returns:
        cases / fte, of the broadcast shape; NaN where there is no FTE.

    Raises:
        ValueError: A number is negative.
    """
    return quotient(amounts(cases, "cases"), amounts(fte, "FTE"))


def needs_talk(deviation: float, threshold: float) -> bool:
    """Whether a deviation is reason to talk.

    Args:
        deviation: Part of the bound by which the caseload lies above (positive) or below
            (negative) the band; NaN, not known, is no reason.
        threshold: The team's own threshold, as a part: 0.10 for 10%.

    Returns:
        Whether the deviation is larger than the threshold, to either side.

    Raises:
        ValueError: The threshold is negative.
    """
    amounts(threshold, "threshold")
    # A deviation of just the threshold must not count, however floats round it.
    return bool(abs(deviation) > threshold + TINY)
