"""What a team gets back, worked out by hand on teams small enough to check with a pencil."""

import csv
import json
import math

import pytest
from teams import awkward_teams, empty_team, filled_team

from xlcaseload.api import write_csv
from xlcaseload.catalogue import Factor
from xlcaseload.inputs import Unreadable
from xlcaseload.problems import Level, Problem
from xlcaseload.results import compute
from xlcaseload.team import NOT_APPLICABLE, Member

FACTORS = (
    Factor("F1", "Meer kinderen", "Gezin", ideal=4),
    Factor("F2", "Armoede", "Gezin"),
    Factor("F3", "Overleg", "Team", short="Overleg kort", ideal=3.5),
    Factor("F4", "Niet meer in gebruik", "Team", in_use=False),
)
MEMBERS = (
    Member("Anna", "Jeugd", {"F1": 5, "F2": 4, "F3": NOT_APPLICABLE}),
    Member("Bram", "Jeugd", {"F1": 4, "F3": 2, "F4": 1}),
    Member(),
    Member("Chris", "Wmo", {"F1": 2, "F2": 5}),
    Member("Dana", "Tovenaar", {"F1": 5, "F2": Unreadable(6), "F3": NOT_APPLICABLE}),
)
FACTOR_KEYS = {
    "factor", "category", "n", "counts", "mean", "median", "q1", "q3", "sd", "mad", "heavy",
    "agreement", "ideal", "roles",
}  # fmt: skip
TOP_KEYS = {"team", "members", "factors", "categories", "roles", "problems"}
PROBLEM_KEYS = {"file", "sheet", "cell", "found", "expected", "message"}


def small_team(**changes):
    """Four people (one open row between them), three factors in use, two roles."""
    return empty_team(
        **{"factors": FACTORS, "roles": ("Jeugd", "Wmo"), "members": MEMBERS, **changes}
    )


def one_factor_team(*members: Member, roles=("Jeugd",)):
    return small_team(factors=FACTORS[:1], members=members, roles=roles)


# Numbers --------------------------------------------------------------------------------------


def test_a_factor_that_everybody_scored_has_all_its_numbers():
    factor = compute(small_team()).factors[0]
    assert (factor.code, factor.factor, factor.category) == ("F1", "Meer kinderen", "Gezin")
    assert (factor.n, factor.counts, factor.absent) == (4, (0, 1, 0, 1, 2), 0)
    assert (factor.mean, factor.median, factor.q1, factor.q3, factor.mad) == (4, 4.5, 3.5, 5, 1)
    assert factor.sd == pytest.approx(2**0.5)
    assert factor.heavy == (3, 4)
    assert factor.agreement == pytest.approx(1 / 3)
    assert (factor.ideal, factor.room, factor.gap, factor.bounds) == (4, 2, 2, (4, 4))
    assert [(role, r.n, r.mean) for role, r in factor.roles.items()] == [
        ("Jeugd", 2, 4.5),
        ("Wmo", 1, 2),
    ]


def test_a_missing_and_an_unreadable_score_widen_the_bounds_and_are_in_no_count():
    factor = compute(small_team()).factors[1]
    assert (factor.n, factor.counts, factor.absent) == (2, (0, 0, 0, 1, 1), 2)
    assert (factor.mean, factor.heavy) == (4.5, (2, 2))
    assert factor.bounds == (11 / 4, 19 / 4)
    assert (factor.ideal, factor.gap) == (None, None)
    assert factor.room == 1.5


def test_not_applicable_is_an_answer_and_no_score():
    factor = compute(small_team()).factors[2]
    assert (factor.n, factor.counts, factor.absent) == (1, (0, 1, 0, 0, 0), 1)
    assert factor.bounds == (3 / 2, 7 / 2)
    assert factor.sd is None
    assert (factor.label, factor.heavy, factor.gap) == ("Overleg kort", (0, 1), -0.5)


def test_a_category_is_the_mean_of_all_scores_in_it_and_its_ideal_that_of_its_factors():
    family, team = compute(small_team()).categories
    assert (family.category, family.factors, family.n, family.heavy_factors) == ("Gezin", 2, 6, 2)
    assert family.mean == pytest.approx(25 / 6)
    assert family.ideal == 4
    assert family.room == pytest.approx(11 / 6)
    assert family.gap == pytest.approx(13 / 6)
    assert (team.category, team.n, team.mean, team.gap) == ("Team", 1, 2, -0.5)
    assert not family.piles_up
    assert not team.piles_up


def test_three_heavy_factors_in_a_category_pile_up_and_two_do_not():
    factors = tuple(Factor(f"F{i}", f"Factor {i}", "Gezin") for i in range(1, 4))
    heavy = Member("a", "", {"F1": 4, "F2": 5, "F3": 4})
    lighter = Member("a", "", {"F1": 4, "F2": 5, "F3": 3})
    for member, expected in ((heavy, True), (lighter, False)):
        (category,) = compute(small_team(factors=factors, members=(member,))).categories
        assert category.piles_up is expected


def test_a_role_has_its_members_and_the_mean_of_all_their_scores():
    roles = compute(small_team()).roles
    assert [(r.role, r.members, r.n, r.mean) for r in roles] == [
        ("Jeugd", 2, 4, 3.75),
        ("Wmo", 1, 2, 3.5),
    ]


def test_a_member_with_a_role_that_the_team_does_not_have_counts_for_the_team_alone():
    results = compute(small_team())
    assert results.members == 4
    assert sum(role.members for role in results.roles) == 3
    assert results.factors[0].n == sum(r.n for r in results.factors[0].roles.values()) + 1


def test_an_open_row_is_nobody_and_a_member_without_scores_lowers_no_mean():
    scored = Member("a", "Jeugd", {"F1": 4})
    plain = compute(one_factor_team(scored))
    waiting = compute(one_factor_team(scored, Member(), Member("b", "Jeugd")))
    assert (plain.members, waiting.members) == (1, 2)
    assert (waiting.factors[0].mean, waiting.factors[0].n) == (4, 1)
    assert (plain.factors[0].bounds, waiting.factors[0].bounds) == ((4, 4), (2.5, 4.5))
    assert waiting.roles[0].members == 2


def test_a_factor_that_is_not_in_use_is_in_no_result():
    results = compute(small_team())
    assert [factor.code for factor in results.factors] == ["F1", "F2", "F3"]
    assert results.categories[1].n == 1


def test_a_team_without_members_has_its_factors_and_roles_and_no_numbers():
    results = compute(small_team(members=()))
    assert results.members == 0
    for factor in results.factors:
        assert (factor.n, factor.counts, factor.heavy) == (0, (0,) * 5, (0, 0))
        assert (factor.mean, factor.median, factor.q1, factor.sd, factor.agreement) == (None,) * 5
        assert factor.bounds == (None, None)
        assert factor.room is None
        assert {(r.n, r.mean) for r in factor.roles.values()} == {(0, None)}
    assert [(r.members, r.n, r.mean) for r in results.roles] == [(0, 0, None), (0, 0, None)]
    assert [(c.n, c.mean, c.gap) for c in results.categories] == [(0, None, None)] * 2


def test_a_team_without_roles_still_has_its_means():
    results = compute(small_team(roles=()))
    assert results.roles == ()
    assert results.factors[0].roles == {}
    assert results.factors[0].mean == 4


def test_the_heaviest_factors_come_first_and_ties_keep_the_order_of_the_list():
    factors = tuple(Factor(f"F{i}", f"Factor {i}", "Gezin") for i in range(1, 6))
    member = Member("a", "", {"F1": 3, "F2": 5, "F3": 3, "F4": 5})
    results = compute(small_team(factors=factors, members=(member,)))
    assert [factor.code for factor in results.heaviest()] == ["F2", "F4", "F1", "F3"]
    assert [factor.code for factor in results.heaviest(1)] == ["F2"]


# JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", awkward_teams())
def test_json_has_null_for_what_is_missing_and_never_nan(name):
    numbers = compute(awkward_teams()[name]).as_dict()
    assert json.loads(json.dumps(numbers, allow_nan=False)) == numbers


def test_json_has_the_promised_shape():
    problem = Problem("a.xlsx", "6", "een kruisje", "Factoren", "D13")
    numbers = compute(small_team(), (problem,)).as_dict()
    assert numbers.keys() >= TOP_KEYS
    assert (numbers["team"], numbers["members"]) == ("Wijkteam Noord", 4)
    assert all(factor.keys() >= FACTOR_KEYS for factor in numbers["factors"])
    first = numbers["factors"][0]
    assert first["counts"] == [0, 1, 0, 1, 2]
    assert first["heavy"] == [3, 4]
    assert first["roles"] == {"Jeugd": {"n": 2, "mean": 4.5}, "Wmo": {"n": 1, "mean": 2}}
    assert numbers["factors"][2]["sd"] is None
    assert numbers["factors"][1]["ideal"] is None
    assert all(category.keys() >= {"category", "n", "mean"} for category in numbers["categories"])
    assert numbers["roles"][0] == {"role": "Jeugd", "members": 2, "n": 4, "mean": 3.75}
    (reported,) = numbers["problems"]
    assert reported.keys() >= PROBLEM_KEYS
    assert reported["message"] == (
        "a.xlsx, blad 'Factoren', cel D13: gevonden 6; verwacht een kruisje."
    )


def test_json_numbers_are_plain_numbers_of_python():
    def walk(value):
        if isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                yield from walk(one)
        else:
            yield value

    for value in walk(compute(filled_team()).as_dict()):
        assert type(value) in (str, int, float, bool, type(None)), repr(value)


def test_a_problem_of_a_whole_file_has_null_for_sheet_and_cell():
    notice = Problem("~$a.xlsx", "een slotbestand", "overgeslagen", level=Level.NOTICE)
    (reported,) = compute(small_team(), (notice,)).as_dict()["problems"]
    assert (reported["sheet"], reported["cell"], reported["level"]) == (None, None, "notice")
    assert reported["message"] == "~$a.xlsx: een slotbestand → overgeslagen."


# Tables ---------------------------------------------------------------------------------------


def test_a_frame_has_a_row_per_factor_and_columns_per_role():
    frame = compute(small_team()).to_frame()
    assert frame["factor"].tolist() == ["Meer kinderen", "Armoede", "Overleg"]
    assert frame["mean"].tolist() == [4, 4.5, 2]
    assert frame["count_5"].tolist() == [2, 1, 0]
    assert frame["heavy"].tolist() == [3, 2, 0]
    assert frame["mean Jeugd"].tolist() == [4.5, 4, 2]
    assert frame["n Wmo"].tolist() == [1, 1, 0]
    assert math.isnan(frame["mean Wmo"][2])
    assert math.isnan(frame["sd"][2])


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_csv_tables_hold_the_same_numbers_as_the_results(tmp_path):
    results = compute(small_team())
    written = write_csv(results, tmp_path / "nieuw" / "map")
    tables = {path.stem: read_csv(path) for path in written}
    assert set(tables) == {"factoren", "factoren_per_functie", "categorieen", "functies"}
    for row, factor in zip(tables["factoren"], results.factors, strict=True):
        assert row["factor"] == factor.factor
        assert [int(row[f"count_{level}"]) for level in range(1, 6)] == list(factor.counts)
        for name in ("mean", "median", "q1", "q3", "sd", "mad", "agreement", "ideal"):
            value = getattr(factor, name)
            assert row[name] == "" if value is None else float(row[name]) == value
        assert (float(row["mean_low"]), float(row["mean_high"])) == factor.bounds
    assert [(r["code"], r["role"], r["n"], r["mean"]) for r in tables["factoren_per_functie"]] == [
        ("F1", "Jeugd", "2", "4.5"),
        ("F1", "Wmo", "1", "2.0"),
        ("F2", "Jeugd", "1", "4.0"),
        ("F2", "Wmo", "1", "5.0"),
        ("F3", "Jeugd", "1", "2.0"),
        ("F3", "Wmo", "0", ""),
    ]
    assert [float(row["mean"]) for row in tables["categorieen"]] == [25 / 6, 2]
    assert [(row["role"], row["members"]) for row in tables["functies"]] == [
        ("Jeugd", "2"),
        ("Wmo", "1"),
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_a_spreadsheet_would_run_is_no_formula_in_the_csv(tmp_path, start):
    text = f'{start}HYPERLINK("http://x","klik"),\n2'
    factor = Factor("F1", text, text, ideal=4)
    write_csv(compute(small_team(factors=(factor,), roles=(text,))), tmp_path)
    assert read_csv(tmp_path / "factoren.csv")[0]["factor"] == "'" + text
    assert read_csv(tmp_path / "categorieen.csv")[0]["category"] == "'" + text
    assert read_csv(tmp_path / "functies.csv")[0]["role"] == "'" + text
    assert read_csv(tmp_path / "factoren_per_functie.csv")[0]["role"] == "'" + text


def test_a_negative_number_in_the_csv_stays_a_number(tmp_path):
    write_csv(compute(small_team()), tmp_path)
    assert read_csv(tmp_path / "factoren.csv")[2]["gap"] == "-0.5"


def test_texts_with_commas_quotes_and_line_breaks_come_back_from_the_csv(tmp_path):
    text = 'Kennis, "ervaring"\nen één ☕ café'
    factor = Factor("F1", text, "Team")
    write_csv(compute(small_team(factors=(factor,))), tmp_path)
    assert read_csv(tmp_path / "factoren.csv")[0]["factor"] == text


def test_writing_the_csv_again_replaces_it(tmp_path):
    write_csv(compute(small_team()), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write_csv(compute(small_team(members=())), tmp_path)
    write_csv(compute(small_team()), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
