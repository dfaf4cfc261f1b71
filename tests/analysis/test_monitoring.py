"""Month by month a team sees its caseload against the band, and talks when it chose to."""

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from xlcaseload.analysis.bands import deviations
from xlcaseload.analysis.monitoring import cases_per_fte, needs_talk


def test_cases_per_fte_of_months_and_roles():
    found = cases_per_fte([[30, 12], [45, nan], [10, 0]], [[2, 1.5], [3, 1], [0, 1]])
    assert_allclose(found, [[15, 8], [15, nan], [nan, 0]])


def test_a_year_of_a_team_that_talks_from_10_percent_on():
    # A band of 10 to 20 with 2 FTE: the months that fall out and those that only just do not
    months = cases_per_fte([40, 44, 45, 20, 18, 17, nan], 2)
    found = deviations(months, 10, 20)
    assert_allclose(found, [0, 0.1, 0.125, 0, -0.1, -0.15, nan])
    talks = [needs_talk(float(month), 0.10) for month in found]
    assert talks == [False, False, True, False, False, True, False]


@given(st.integers(1, 500), st.integers(1, 50))
def test_a_deviation_of_just_the_threshold_is_no_reason_to_talk(bound, percent):
    threshold = percent / 100
    just = float(deviations(bound * (1 + threshold), 0, bound))
    assert not needs_talk(just, threshold)
    assert needs_talk(just + 1e-6, threshold)
    assert needs_talk(-just - 1e-6, threshold)


def test_a_threshold_of_0_talks_about_every_deviation_and_about_nothing_inside():
    assert needs_talk(0.01, 0)
    assert needs_talk(-0.01, 0)
    assert not needs_talk(0, 0)


def test_what_is_not_known_is_no_reason_to_talk():
    assert needs_talk(nan, 0.1) is False
    assert needs_talk(0.5, nan) is False
    assert needs_talk(np.float64(0.5), 0.1) is True


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: cases_per_fte(-1, 1), "cases must not be negative"),
        (lambda: cases_per_fte(1, -1), "FTE must not be negative"),
        (lambda: needs_talk(0.2, -0.1), "threshold must not be negative"),
    ],
)
def test_what_cannot_be_is_refused(call, told):
    with pytest.raises(ValueError, match=told):
        call()
