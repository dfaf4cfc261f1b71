"""A team's scores add up the way a careful colleague with a pocket calculator would do it.

Independent judges: the statistics module, numpy.percentile and plain loops over persons.
"""

import statistics
from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal

from xlcaseload.analysis.scores import (
    count_scores,
    heavy_factors,
    mean_bounds,
    pool,
    ranking,
    room,
    summarise,
)

SCORES = st.lists(st.integers(1, 5), min_size=1, max_size=30)


def counts_of(scores) -> list[int]:
    """How often 1 to 5 occur, counted by hand."""
    found = Counter(scores)
    return [found[level] for level in range(1, 6)]


@st.composite
def rounds(draw):
    """Scores of some members on some factors, which of them are open, and everyone's role."""
    members, factors = draw(st.integers(0, 12)), draw(st.integers(0, 6))
    scores = draw(hnp.arrays(np.uint8, (members, factors), elements=st.integers(1, 5)))
    mask = draw(hnp.arrays(bool, (members, factors)))
    roles = draw(hnp.arrays(np.intp, members, elements=st.integers(-1, 2)))
    return scores, mask, roles


# One factor -----------------------------------------------------------------------------------


@given(SCORES)
def test_mean_median_and_spread_are_those_of_the_statistics_module(scores):
    found = summarise(counts_of(scores))
    mean = statistics.fmean(scores)
    assert found.n == len(scores)
    assert found.mean == pytest.approx(mean, rel=1e-12)
    assert found.median == statistics.median(scores)
    assert found.mad == pytest.approx(statistics.fmean(abs(s - mean) for s in scores), abs=1e-12)
    assert found.heavy == sum(score >= 4 for score in scores)
    assert found.room == pytest.approx(6 - mean, rel=1e-12)
    if len(scores) > 1:
        assert found.sd == pytest.approx(statistics.stdev(scores), abs=1e-12)
        inclusive = statistics.quantiles(scores, n=4, method="inclusive")
        assert [found.q1, found.median, found.q3] == inclusive


@given(SCORES)
def test_quartiles_are_those_of_numpy_percentile(scores):
    found = summarise(counts_of(scores))
    assert_allclose([found.q1, found.median, found.q3], np.percentile(scores, [25, 50, 75]))


def test_numbers_worked_out_by_hand():
    found = summarise(counts_of([2, 4, 5, 5]))
    assert found.counts.tolist() == [0, 1, 0, 1, 2]
    assert (found.n, found.mean, found.median, found.heavy, found.room) == (4, 4, 4.5, 3, 2)
    assert (found.q1, found.q3, found.mad) == (3.5, 5, 1)
    assert found.sd == pytest.approx(2**0.5)
    assert found.agreement == pytest.approx(1 / 3)


def test_one_score_has_a_mean_and_quartiles_but_no_standard_deviation():
    found = summarise(counts_of([4]))
    assert (found.mean, found.q1, found.median, found.q3, found.mad) == (4, 4, 4, 4, 0)
    assert np.isnan(found.sd)
    assert found.agreement == 1


def test_a_factor_that_nobody_scored_has_counts_of_zero_and_no_statistics():
    found = summarise([0, 0, 0, 0, 0])
    assert (found.n, found.heavy) == (0, 0)
    for name in ("mean", "median", "q1", "q3", "sd", "mad", "agreement", "room"):
        assert np.isnan(getattr(found, name)), name


@given(SCORES)
def test_statistics_stay_within_the_scale(scores):
    found = summarise(counts_of(scores))
    assert 1 <= min(scores) <= found.mean <= max(scores) <= 5
    assert min(scores) <= found.q1 <= found.median <= found.q3 <= max(scores)
    assert 1 <= found.room <= 5
    assert 0 <= found.heavy <= found.n
    assert 0 <= found.mad <= 2


@given(SCORES, st.integers(1, 5))
def test_a_member_who_joins_with_a_known_score_moves_the_mean_by_their_share(scores, score):
    before, after = summarise(counts_of(scores)), summarise(counts_of([*scores, score]))
    assert after.n == before.n + 1
    assert after.mean == pytest.approx((before.mean * before.n + score) / after.n, rel=1e-12)
    assert after.heavy == before.heavy + (score >= 4)


def test_room_is_6_minus_the_mean():
    assert_array_equal(room([1, 3, 4.5, 5]), [5, 3, 1.5, 1])


# The whole round ------------------------------------------------------------------------------


@given(rounds())
def test_every_score_is_counted_once_and_what_is_open_is_counted_nowhere(drawn):
    scores, mask, _ = drawn
    counts = count_scores(scores, mask)[0]
    for factor in range(scores.shape[1]):
        answered = [
            int(score)
            for score, hidden in zip(scores[:, factor], mask[:, factor], strict=True)
            if not hidden
        ]
        assert counts[factor].tolist() == counts_of(answered)


@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_the_members_changes_nothing(drawn, draw):
    scores, mask, roles = drawn
    order = list(range(len(scores)))
    draw.shuffle(order)
    assert_array_equal(
        count_scores(scores[order], mask[order], roles[order], 3),
        count_scores(scores, mask, roles, 3),
    )


@given(rounds())
def test_the_roles_and_those_without_a_role_add_up_to_the_team(drawn):
    scores, mask, roles = drawn
    by_role = count_scores(scores, mask, roles, 3)
    without = count_scores(scores, mask, np.where(roles < 0, 0, -1))
    assert_array_equal(by_role.sum(axis=0) + without[0], count_scores(scores, mask)[0])


@given(rounds())
def test_a_role_has_the_counts_of_its_own_members(drawn):
    scores, mask, roles = drawn
    by_role = count_scores(scores, mask, roles, 3)
    for role in range(3):
        alone = count_scores(scores[roles == role], mask[roles == role])
        assert_array_equal(by_role[role], alone[0])


@given(rounds())
def test_what_stands_under_the_mask_is_never_looked_at(drawn):
    scores, mask, roles = drawn
    rubbish = np.where(mask, 99, scores)
    assert_array_equal(count_scores(rubbish, mask, roles, 3), count_scores(scores, mask, roles, 3))


@given(rounds(), st.lists(st.sampled_from(["Gezin", "Keten"]), min_size=6, max_size=6))
def test_the_mean_of_a_category_is_that_of_all_scores_given_in_it(drawn, drawn_labels):
    scores, mask, _ = drawn
    labels = drawn_labels[: scores.shape[1]]
    pooled = summarise(pool(count_scores(scores, mask)[0], labels, ["Gezin", "Keten"]))
    for place, name in enumerate(["Gezin", "Keten"]):
        belongs = np.array([label == name for label in labels], dtype=bool)
        inside = scores[:, belongs][~mask[:, belongs]].tolist()
        assert pooled.n[place] == len(inside)
        if inside:
            assert pooled.mean[place] == pytest.approx(statistics.fmean(inside), rel=1e-12)
        else:
            assert np.isnan(pooled.mean[place])


def test_a_category_mean_is_not_the_mean_of_its_factors_means():
    counts = np.array([counts_of([5]), counts_of([1, 1, 1])])
    assert summarise(pool(counts, ["Team", "Team"], ["Team"])).mean[0] == 2


def test_a_category_without_factors_and_a_team_without_factors_have_no_scores():
    counts = np.array([counts_of([5])])
    assert pool(counts, ["Team"], ["Team", "Gezin"]).tolist() == [[0, 0, 0, 0, 1], [0] * 5]
    assert pool(np.zeros((0, 5), dtype=int), [], []).shape == (0, 5)


def test_pooling_is_done_for_each_role_at_once():
    counts = np.arange(2 * 3 * 5).reshape(2, 3, 5)
    pooled = pool(counts, ["a", "b", "a"], ["a", "b"])
    assert_array_equal(pooled[:, 0], counts[:, 0] + counts[:, 2])
    assert_array_equal(pooled[:, 1], counts[:, 1])


def test_a_team_without_members_or_factors_counts_nothing():
    assert count_scores(np.zeros((0, 3)), np.zeros((0, 3))).tolist() == [[[0] * 5] * 3]
    assert count_scores(np.zeros((4, 0)), np.zeros((4, 0))).shape == (1, 0, 5)
    nobody = np.zeros((0, 2))
    assert count_scores(nobody, nobody, np.zeros(0, dtype=int), 0).shape == (0, 2, 5)
    assert summarise(np.zeros((0, 5), dtype=int)).mean.shape == (0,)


@pytest.mark.parametrize("wrong", [0, 6, -1, 99])
def test_a_score_outside_1_to_5_is_refused_unless_it_is_masked(wrong):
    with pytest.raises(ValueError, match="1 to 5"):
        count_scores([[3, wrong]], [[False, False]])
    assert count_scores([[3, wrong]], [[False, True]])[0].sum() == 1


@pytest.mark.parametrize(
    ("scores", "mask"),
    [
        ([3, 4], [False, False]),
        ([[3, 4]], [[False]]),
        ([[3, 4]], [False, False]),
        ([[[3]]], [[[False]]]),
    ],
)
def test_scores_and_mask_of_different_shapes_are_refused(scores, mask):
    with pytest.raises(ValueError, match="of shape"):
        count_scores(scores, mask)


def test_a_role_for_only_some_members_is_refused():
    with pytest.raises(ValueError, match="groups"):
        count_scores([[3], [4]], [[False], [False]], [0], 1)


# Absent members, order, piling up -------------------------------------------------------------


@pytest.mark.parametrize("absent", [0, 1, 2, 3])
@pytest.mark.parametrize("scores", [[], [1], [3, 5], [2, 2, 5], [1, 5, 5, 5]])
def test_the_bounds_hold_for_whatever_the_absent_would_say_and_are_reached(scores, absent):
    low, high = mean_bounds(counts_of(scores), absent)
    if not scores and not absent:
        assert np.isnan([low, high]).all()
        return
    means = [
        statistics.fmean([*scores, *answers]) for answers in product(range(1, 6), repeat=absent)
    ]
    assert float(low) == pytest.approx(min(means), rel=1e-12)
    assert float(high) == pytest.approx(max(means), rel=1e-12)


def test_bounds_are_given_for_every_factor_at_once():
    low, high = mean_bounds([counts_of([4, 4]), counts_of([])], [2, 1])
    assert low.tolist() == [2.5, 1]
    assert high.tolist() == [4.5, 5]


@given(st.lists(st.sampled_from([1.0, 2.5, 4.0, float("nan")]), max_size=60))
@example([1.0, 4.0, 2.5, float("nan")] * 15)
def test_the_heaviest_come_first_ties_keep_the_teams_order_and_the_unscored_are_left_out(means):
    scored = [place for place, mean in enumerate(means) if not np.isnan(mean)]
    assert ranking(means).tolist() == sorted(scored, key=lambda place: -means[place])


def test_a_factor_is_heavy_from_a_mean_of_exactly_4():
    means = [4.0, 3.999, np.nan, 5.0, 4.2]
    labels = ["Gezin", "Gezin", "Gezin", "Keten", "Gezin"]
    assert heavy_factors(means, labels, ["Gezin", "Keten", "Team"]) == [2, 1, 0]


@pytest.mark.parametrize("score", [3.9, 4.5, float("nan")])
def test_half_a_score_is_refused_and_not_rounded(score):
    with pytest.raises(ValueError, match="whole numbers"):
        count_scores([[score]], [[False]])
