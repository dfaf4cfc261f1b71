"""Agreement says how far a team is of one mind, whatever its size and whichever end it is at.

The judge peels one person per level off at a time, in fractions; the package sorts and sums.
"""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from xlcaseload.analysis.agreement import agreement, pattern_agreement

SMALL_TEAMS = [c for c in product(range(8), repeat=5) if 1 <= sum(c) <= 7]
COUNTS = st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(any)


def layer_by_definition(given: list[bool]) -> Fraction:
    """Equations 2 and 4 of the 2001 paper, with its triples written out as 101, 110 and 011."""
    levels, used = len(given), sum(given)
    if used == levels:
        return Fraction(0)
    triples = ["".join("1" if one else "0" for one in three) for three in combinations(given, 3)]
    two_camps = triples.count("101")
    one_camp = triples.count("110") + triples.count("011")
    unimodality = Fraction(1)
    if two_camps + one_camp:
        unimodality = Fraction(
            (levels - 2) * one_camp - (levels - 1) * two_camps,
            (levels - 2) * (two_camps + one_camp),
        )
    return unimodality * (1 - Fraction(used - 1, levels - 1))


def peeled_by_persons(counts: list[int]) -> Fraction:
    """Take one person from every level that still has some, until nobody is left."""
    rest = list(counts)
    total = Fraction(0)
    while any(rest):
        given = [count > 0 for count in rest]
        total += sum(given) * layer_by_definition(given)
        rest = [count - one for count, one in zip(rest, given, strict=True)]
    return total / sum(counts)


def test_the_judge_of_these_tests_reproduces_the_example_of_the_r_package_agrmt():
    assert float(peeled_by_persons([30, 40, 210, 130, 530, 50, 10])) == pytest.approx(
        0.6113333, abs=5e-8
    )


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([4, 0, 0, 0, 4], -1),
        ([8, 0, 0, 0, 0], 1),
        ([0, 0, 8, 0, 0], 1),
        ([0, 0, 0, 8, 0], 1),
        ([2, 2, 2, 2, 2], 0),
        ([1, 1, 0, 0, 0], 3 / 4),
        ([0, 1, 1, 1, 0], 1 / 2),
        ([1, 1, 1, 1, 0], 1 / 4),
        # U from (one camp, two camps): 10100 (2, 1), 10010 (1, 2), 01010 (2, 1)
        ([1, 0, 1, 0, 0], 2 / 9 * 3 / 4),
        ([1, 0, 0, 1, 0], -5 / 9 * 3 / 4),
        ([0, 1, 0, 1, 0], 2 / 9 * 3 / 4),
        # 10101 (2, 4), 11011 (2, 4), 01011 (4, 2)
        ([1, 0, 1, 0, 1], -5 / 9 * 2 / 4),
        ([1, 1, 0, 1, 1], -5 / 9 * 1 / 4),
        ([0, 1, 0, 1, 1], 2 / 9 * 2 / 4),
        # Layers: 11100, 11000 and 10000; 11011 and four times 10001
        ([3, 2, 1, 0, 0], (3 * 1 / 2 + 2 * 3 / 4 + 1) / 6),
        ([5, 1, 0, 1, 5], (4 * -5 / 36 - 8) / 12),
    ],
)
def test_agreement_is_what_the_paper_and_a_pencil_give(counts, expected):
    assert_allclose(agreement(counts), expected, rtol=0, atol=1e-15)


def test_agreement_is_that_of_peeling_persons_off_for_every_team_of_up_to_seven():
    assert len(SMALL_TEAMS) == 791
    expected = [float(peeled_by_persons(list(counts))) for counts in SMALL_TEAMS]
    assert_allclose(agreement(SMALL_TEAMS), expected, rtol=0, atol=1e-14)


@given(COUNTS)
def test_agreement_of_a_large_team_is_that_of_peeling_persons_off(counts):
    assert float(agreement(counts)) == pytest.approx(float(peeled_by_persons(counts)), abs=1e-12)


def test_only_a_unanimous_team_has_1_and_only_two_equal_camps_have_minus_1():
    for counts, value in zip(SMALL_TEAMS, agreement(SMALL_TEAMS), strict=True):
        assert (value == 1) == (max(counts) == sum(counts)), counts
        assert (value == -1) == (counts[0] == counts[4] and not any(counts[1:4])), counts


@given(COUNTS)
def test_turning_the_scale_round_changes_nothing(counts):
    assert float(agreement(counts)) == pytest.approx(float(agreement(counts[::-1])), abs=1e-12)


@given(COUNTS)
def test_agreement_lies_between_minus_1_and_1(counts):
    assert -1 <= float(agreement(counts)) <= 1


@given(COUNTS, st.integers(2, 50))
def test_a_team_many_times_as_large_with_the_same_answers_agrees_as_much(counts, times):
    larger = [count * times for count in counts]
    assert float(agreement(larger)) == pytest.approx(float(agreement(counts)), abs=1e-12)


def test_a_factor_that_nobody_scored_has_no_agreement():
    assert np.isnan(agreement([0, 0, 0, 0, 0]))


def test_each_factor_of_each_role_has_its_own_agreement():
    counts = np.array([[[4, 0, 0, 0, 4], [0, 0, 8, 0, 0]], [[2, 2, 2, 2, 2], [0, 0, 0, 0, 0]]])
    assert_allclose(agreement(counts), [[-1, 1], [0, np.nan]], atol=1e-15)
    assert agreement(np.zeros((0, 5), dtype=int)).shape == (0,)


def test_a_layer_in_which_nobody_gave_anything_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        pattern_agreement((False, False, False, False, False))
