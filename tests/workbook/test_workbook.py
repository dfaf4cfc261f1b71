"""The team's workbook, judged by LibreOffice and by readers that we did not write."""

from pathlib import Path

import openpyxl
import pytest
from judge import charts, formulas, hands, structure
from judge.libreoffice import read_values, recalculate
from judge.second import second_opinion
from teams import awkward_teams, empty_team, filled_team

from xlcaseload.files.package import Package
from xlcaseload.inputs import Unreadable
from xlcaseload.results import compute
from xlcaseload.team import Member
from xlcaseload.workbook.build import build, plan_workbook
from xlcaseload.workbook.plan import ChartType, Kind

KNOWN_TO_EXCEL_2016 = {
    "ABS", "AND", "COUNT", "COUNTA", "COUNTIF", "FIXED", "IF", "IFERROR", "INDEX", "INT",
    "ISNUMBER", "ROUND", "LARGE", "MATCH", "MAX", "MID", "MIN", "MOD", "OR", "ROW", "SMALL", "SQRT",
    "SUBSTITUTE", "SUM", "SUMPRODUCT",
}  # fmt: skip


def written(folder: Path, name: str, team) -> Path:
    path = folder / f"{name}.xlsx"
    path.write_bytes(build(team))
    return path


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("werkmappen")
    teams = awkward_teams() | {f"random {seed}": filled_team(12, seed) for seed in range(20, 26)}
    return {name: written(folder, name, team) for name, team in teams.items()}


@pytest.fixture(scope="module")
def full(workbooks) -> Path:
    return workbooks["random 20"]


def test_every_formula_stores_what_a_spreadsheet_calculates(workbooks):
    counted = formulas.assert_exact(list(workbooks.values()))
    assert counted > 1000 * 6


def test_a_second_spreadsheet_agrees(workbooks):
    verdict = second_opinion([workbooks["random 20"], workbooks["odd names"]])
    assert not verdict.differences
    assert min(verdict.formulas.values()) > 50


def test_recalculated_results_are_those_of_analysis(full):
    team = filled_team(12, 20)
    values = recalculate([full])[full]["Spinnenweb"]
    header = next(
        int(cell[1:]) for cell, value in values.items() if cell[0] == "A" and value == "Code"
    )
    for row, factor in enumerate(compute(team).factors, header + 1):
        stored = [values.get(f"{column}{row}") for column in "ADEFGHIJKLMNO"]
        wanted = [
            factor.code, factor.n, *factor.counts, factor.mean, factor.median, factor.q1,
            factor.q3, factor.sd, factor.mad,
        ]  # fmt: skip
        assert stored[0] == wanted[0]
        assert stored[1:] == pytest.approx(wanted[1:], rel=1e-9)


def test_a_score_typed_by_a_new_member_moves_mean_and_charts(full, tmp_path):
    team = filled_team(12, 20)
    out = tmp_path / "getypt.xlsx"
    row = 9 + len(team.members)
    _, _, drawn = hands.work(
        [
            hands.Session(
                full,
                [
                    hands.type_value("Scores", f"B{row}", "nieuw"),
                    hands.type_value("Scores", f"E{row}", 5),
                    hands.read_charts("Spinnenweb"),
                ],
                out,
            )
        ]
    )[0]
    grown = compute(team.with_members((*team.members, Member("nieuw", "", {"F1": 5}))))
    before = compute(team).factors[0]
    assert grown.factors[0].mean != before.mean
    room = next(s for s in drawn[0]["series"] if s["label"] == "Ruimte")
    assert room["roles"]["values-y"]["values"][0] == pytest.approx(grown.factors[0].room)
    values = read_values(out)["Spinnenweb"]
    assert values["B6"].startswith("13 leden")


def test_renaming_a_factor_or_changing_its_ideal_is_followed_without_python(full, tmp_path):
    out = tmp_path / "hernoemd.xlsx"
    hands.type_into(
        full,
        out,
        [("Factoren", "C7", "Grote gezinnen"), ("Factoren", "D7", None), ("Factoren", "E7", 2)],
    )
    values = read_values(out)
    assert values["Scores"]["E7"] == "Grote gezinnen"
    assert "Grote gezinnen" in values["Spinnenweb"].values()
    assert not values["Spinnenweb"].get("A4")


def test_dropping_a_factor_says_that_a_refresh_is_due(full, tmp_path):
    out = tmp_path / "vervallen.xlsx"
    hands.type_into(full, out, [("Factoren", "F7", "nee")])
    assert read_values(out)["Spinnenweb"]["A4"].startswith("Let op:")


def test_cells_without_a_valid_score_are_counted_and_named(workbooks):
    values = read_values(workbooks["odd names"])["Scores"]
    assert values["A6"] == (
        "Let op: 2 rode cellen bevatten geen 1 t/m 5 of n.v.t.; dat telt niet mee."
    )


def test_outside_readers_open_every_workbook_without_complaint(workbooks):
    for path in workbooks.values():
        structure.assert_opens_cleanly(path)
        structure.assert_cursor_home(path)
        structure.assert_no_merged_cells_in_tables(path)
        structure.assert_tables_well_formed(path)
        structure.assert_no_formula_errors_in_parts(path)


def test_every_formula_has_a_stored_value_also_when_that_is_an_empty_text(workbooks):
    for path in workbooks.values():
        package = Package.open(path)
        assert not any(package.formulas_without_value(sheet.name) for sheet in package.sheets)


def test_formulas_use_only_functions_of_excel_2016_that_libreoffice_knows(workbooks):
    for path in workbooks.values():
        assert structure.formula_functions(path) <= KNOWN_TO_EXCEL_2016


def test_rules_hold_no_array_constants_which_excel_refuses_there():
    for team in awkward_teams().values():
        for sheet in plan_workbook(team).sheets:
            for rule in (*sheet.validations, *sheet.highlights):
                formula = getattr(rule, "formula", "") or getattr(rule, "source", "")
                assert "{" not in formula


def test_every_chart_has_alternative_text_and_stores_what_its_cells_store(workbooks):
    for name, path in workbooks.items():
        if name != "no factors":
            assert charts.assert_charts_have_alt_text(path) >= 2
            charts.assert_chart_caches(path)


def test_charts_show_the_factors_and_categories_of_the_team(workbooks):
    webs = {
        name: plan_workbook(team).sheet("Spinnenweb").charts
        for name, team in awkward_teams().items()
    }
    assert len(webs["empty"]) == 2 + 4 + 1
    assert webs["one factor"][0].type is ChartType.BAR
    assert len(webs["many factors"]) == 2 + 6 + 1
    assert webs["no factors"] == []
    assert workbooks


def test_results_are_locked_without_a_password_and_inputs_are_free(full):
    book = openpyxl.load_workbook(full)
    web, start, scores = book["Spinnenweb"], book["Start"], book["Scores"]
    assert web.protection.sheet
    assert not web.protection.password
    assert start["B6"].protection.locked is False
    assert start["B11"].protection.locked is True
    assert not scores.protection.sheet  # a table on a protected sheet cannot grow


def test_every_sheet_has_its_title_in_a1_and_leads_back_to_start(full):
    book = openpyxl.load_workbook(full)
    for sheet in book.worksheets:
        assert sheet["A1"].font.sz == 20
        if sheet.title != "Start":
            cells = [cell for row in sheet["A1:A6"] for cell in row if cell.hyperlink]
            assert [cell.hyperlink.location for cell in cells] == ["'Start'!A1"]


def test_text_of_users_is_never_a_formula(workbooks):
    book = openpyxl.load_workbook(workbooks["odd names"])
    cell = book["Factoren"]["C7"]
    assert cell.value == '=1+1 "aan halen" & <teken>'
    assert cell.data_type == "s"


def test_plan_gives_every_formula_a_value_and_every_input_a_style():
    for sheet in plan_workbook(filled_team()).sheets:
        for cell in sheet.cells.values():
            assert (cell.kind is Kind.FORMULA) == bool(cell.formula)
            assert (cell.kind is Kind.INPUT) == cell.style.startswith("input")


def test_equal_teams_give_equal_bytes():
    assert build(filled_team()) == build(filled_team())


def test_unreadable_scores_stay_in_their_cell_and_count_nowhere():
    team = empty_team().with_members((Member("a", "", {"F1": Unreadable("zes"), "F2": 3}),))
    results = compute(team)
    assert [results.factors[0].n, results.factors[1].n] == [0, 1]
    assert plan_workbook(team).sheet("Scores").cells[8, 4].value == "zes"
