"""The judge bites: what is wrong on purpose is caught, and what is right passes."""

import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from judge import hands
from judge.formulas import Difference, Verdict, assert_exact, examine, is_error, same
from judge.libreoffice import pictures, read_values, recalculate, resave, type_into
from judge.structure import (
    assert_chart_caches,
    assert_charts_have_alt_text,
    assert_cursor_home,
    assert_no_formula_errors_in_parts,
    assert_no_merged_cells_in_tables,
    assert_opens_cleanly,
    assert_tables_well_formed,
    chart_references,
    charts_of_sheets,
    formula_functions,
)

MEMBERS = [["lid 01", "Jeugd", 4], ["lid 02", "Wmo", 2], ["lid 03", "Jeugd", 3]]


def team_workbook(path: Path, *, doubled: float = 4, fixed: str = "3,0", alt: str = "Web") -> Path:
    """Write a small team workbook: a table with scores, its means and a spider web."""
    book = xlsxwriter.Workbook(path, {"use_future_functions": True})
    sheet = book.add_worksheet("Scores")
    open_cell = book.add_format({"locked": False})
    formula = "=tblScores[[#This Row],[F 1]]*2"
    columns = [
        {"header": "Lid"},
        {"header": "Functie"},
        {"header": "F 1", "format": open_cell},
        {"header": "Dubbel", "formula": formula},
    ]
    sheet.add_table("A3:D6", {"name": "tblScores", "data": MEMBERS, "columns": columns})
    for row, value in enumerate([8, doubled, 6], start=3):
        sheet.write_formula(row, 3, formula, None, value)
    sheet.write_formula("F1", "=AVERAGE(tblScores[F 1])", None, 3)
    sheet.write_formula("F2", "=FIXED(F1,1)", None, fixed)
    sheet.write_formula("F3", "=STDEV.S(tblScores[F 1])", None, 1)
    sheet.write_formula("F4", '=IF(F1>0,"","leeg")', None, "")
    median = '{=MEDIAN(IF(tblScores[Functie]="Jeugd",tblScores[F 1]))}'
    sheet.write_array_formula("F5:F5", median, None, 3.5)
    for row, (role, mean) in enumerate([("Jeugd", 3.5), ("Wmo", 2)], start=8):
        sheet.write(row, 0, role)
        of_role = f"=AVERAGEIFS(tblScores[F 1],tblScores[Functie],A{row + 1})"
        sheet.write_formula(row, 1, of_role, None, mean)
    chart = book.add_chart({"type": "radar", "subtype": "with_markers"})
    chart.add_series(
        {
            "name": "=Scores!$F$2",
            "categories": "=Scores!$A$9:$A$10",
            "values": "=Scores!$B$9:$B$10",
        }
    )
    sheet.insert_chart("G3", chart, {"description": alt})
    sheet.protect()
    book.close()
    return path


def planted_workbook(path: Path) -> Path:
    """Write a workbook in which every formula cell in column A is wrong on purpose."""
    book = xlsxwriter.Workbook(path, {"use_future_functions": True})
    sheet = book.add_worksheet("Fout")
    sheet.write_formula("A1", "=1+1", None, 99)
    sheet.write_formula("A2", '="ja"', None, "nee")
    sheet.write_formula("A3", "=1/0", None, "#DIV/0!")
    sheet.write_formula("A4", "=FIXED(3.14,1)", None, "3.1")
    sheet.write_formula("A5", "=1=1", None, 1)
    sheet.write_formula("A6", "=1+1")
    sheet.write_formula("A7", "=XLOOKUP(1,C1:C2,C1:C2)", None, 1)
    sheet.write_array_formula("A8:A9", "{=C1:C2*2}", None, 2)  # A9 stays without a value
    sheet.write_string("B1", "#N/A")
    sheet.write_column("C1", [1, 2])
    book.close()
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("judge")


@pytest.fixture(scope="module")
def team(folder: Path) -> Path:
    return team_workbook(folder / "team.xlsx")


@pytest.fixture(scope="module")
def verdict(folder: Path, team: Path) -> Verdict:
    """One LibreOffice start for a sound workbook and two with planted faults."""
    (folder / "other").mkdir()
    stale = team_workbook(folder / "other" / "team.xlsx", doubled=10, fixed="3.0")
    return examine([team, planted_workbook(folder / "planted.xlsx"), stale])


def found(verdict: Verdict, file: str) -> dict[str, Difference]:
    return {one.cell: one for one in verdict.differences if one.path.match(file)}


@pytest.mark.parametrize("cell", ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A9", "B1"])
def test_planted_fault_is_caught(verdict: Verdict, cell: str) -> None:
    assert cell in found(verdict, "planted.xlsx")


def test_right_cell_of_a_faulty_array_formula_passes(verdict: Verdict) -> None:
    assert "A8" not in found(verdict, "planted.xlsx")


def test_difference_says_where_and_what(verdict: Verdict) -> None:
    line = str(found(verdict, "planted.xlsx")["A1"])
    assert line == "planted.xlsx | Fout!A1 | stored 99 | recalculated 2 | =1+1"


def test_stale_table_formula_and_english_text_are_caught(verdict: Verdict) -> None:
    wrong = found(verdict, "other/team.xlsx")
    assert {"D5", "F2"} == wrong.keys()
    assert (wrong["D5"].stored, wrong["D5"].recalculated) == (10, 4)
    assert (wrong["F2"].stored, wrong["F2"].recalculated) == ("3.0", "3,0")


def test_sound_workbook_passes_with_every_formula_counted(verdict: Verdict, team: Path) -> None:
    assert verdict.formulas[team] == 10
    assert not [one for one in verdict.differences if one.path == team]


def test_assert_exact_lists_the_faulty_cells(folder: Path) -> None:
    path = planted_workbook(folder / "planted-again.xlsx")
    with pytest.raises(AssertionError, match=r"Fout!A2 \| stored 'nee' \| recalculated 'ja'"):
        assert_exact([path])


def test_assert_exact_of_nothing_is_no_proof() -> None:
    with pytest.raises(AssertionError, match="nothing to judge"):
        assert_exact([])


@pytest.mark.parametrize(
    ("stored", "recalculated", "equal"),
    [
        (1, 1 + 5e-10, True),
        (1, 1 + 5e-9, False),
        (0, 1e-13, True),
        (0, 1e-6, False),
        ("", None, True),
        (None, 0, False),
        ("3", 3, False),
        (True, True, True),
        (True, 1, True),
        (1, True, False),
        (False, None, False),
        ("ja", "Ja", False),
    ],
)
def test_same_is_strict(stored: object, recalculated: object, equal: bool) -> None:
    assert same(stored, recalculated) is equal


def test_error_values_are_known_and_other_texts_are_not() -> None:
    assert all(map(is_error, ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "Err:508"]))
    assert not any(map(is_error, ["#1 in de wijk", "n.v.t.", "", None, 0]))


def test_a_person_types_inserts_and_sorts(team: Path, folder: Path) -> None:
    typed, changed = folder / "typed.xlsx", folder / "changed.xlsx"
    first, second = hands.work(
        [
            hands.Session(
                team,
                [hands.type_value("Scores", "C5", 5), hands.read_charts("Scores")],
                typed,
            ),
            hands.Session(
                team,
                [
                    hands.insert_columns("Scores", "C"),
                    hands.insert_rows("Scores", 5, 2),
                    hands.delete_rows("Scores", 5),
                    hands.rename_sheet("Scores", "Onze scores"),
                    hands.insert_sheet("Nieuw", 0),
                    hands.move_sheet("Onze scores", 0),
                    hands.sort_range("Onze scores", "A4:E7", "D", descending=True),
                    hands.read_range("Onze scores", "A4:D6"),
                    hands.read_charts("Onze scores"),
                ],
                changed,
                unprotect=True,
            ),
        ]
    )
    (chart,) = first[-1]
    (series,) = chart["series"]
    assert chart["categories"] == ["Jeugd", "Wmo"]
    assert series["label"] == "4,0"
    assert series["roles"]["values-y"]["values"] == [3.5, 5]
    values = read_values(typed)["Scores"]
    assert (values["F1"], values["F2"], values["B10"], values["D5"]) == (4, "4,0", 5, 10)

    assert second[-2] == [
        ["lid 01", "Jeugd", None, 4],
        ["lid 03", "Jeugd", None, 3],
        ["lid 02", "Wmo", None, 2],
    ]
    (chart,) = second[-1]
    assert chart["series"][0]["roles"]["values-y"]["range"] == "$'Onze scores'.$B$10:$B$11"
    assert list(read_values(changed)) == ["Onze scores", "Nieuw"]
    assert read_values(changed)["Onze scores"]["G1"] == 3


def test_a_person_cannot_type_into_a_locked_cell(team: Path, folder: Path) -> None:
    with pytest.raises(hands.RefusedError, match="Scores!A4 is locked"):
        type_into(team, folder / "refused.xlsx", [("Scores", "A4", "lid 09")])
    assert not (folder / "refused.xlsx").exists()


def test_type_into_changes_a_mean_of_the_table(team: Path, folder: Path) -> None:
    entries = [("Scores", "C4", None), ("Scores", "A4", "lid 09"), ("Scores", "H1", True)]
    saved = type_into(team, folder / "type-into.xlsx", entries, unprotect=True)
    values = read_values(saved)["Scores"]
    assert (values["F1"], values["A4"], values["H1"]) == (2.5, "lid 09", True)
    assert "C4" not in values


def test_libreoffice_that_takes_too_long_is_ended(team: Path) -> None:
    with pytest.raises(AssertionError, match=r"took over 0 s for team\.xlsx"):
        recalculate([team], timeout=0.01)


def test_file_that_libreoffice_cannot_read_is_named(team: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.xlsx"
    half.write_bytes(team.read_bytes()[:3000])
    with pytest.raises(AssertionError, match=r"could not read .*half\.xlsx"):
        recalculate([half])


def test_saving_in_libreoffice_keeps_scores_and_recalculates_nothing(folder: Path) -> None:
    stale = team_workbook(folder / "stale.xlsx", doubled=10)
    (saved,) = resave([stale], folder / "saved")
    values = read_values(saved)["Scores"]
    assert [values[f"C{row}"] for row in (4, 5, 6)] == [4, 2, 3]
    assert values["D5"] == 10


def test_pictures_are_one_per_page(team: Path, folder: Path) -> None:
    pages = pictures(team, folder / "pages")
    assert pages
    assert all(page.read_bytes().startswith(b"\x89PNG") for page in pages)


def test_second_opinion_agrees_and_bites(team: Path, folder: Path) -> None:
    pytest.importorskip("ironcalc")
    from judge.second import second_opinion

    stale = team_workbook(folder / "second.xlsx", doubled=10)
    opinion = second_opinion([team, stale])
    assert opinion.formulas[team] == 7
    assert [(one.path, one.cell) for one in opinion.differences] == [(stale, "D5")]


def test_sound_workbook_has_a_sound_structure(team: Path) -> None:
    assert_opens_cleanly(team)
    assert_cursor_home(team)
    assert_no_merged_cells_in_tables(team)
    assert assert_tables_well_formed(team) == 1
    assert assert_charts_have_alt_text(team) == 1
    assert assert_chart_caches(team) == 5
    assert assert_no_formula_errors_in_parts(team) == 10 + 1 + 3
    assert formula_functions(team) >= {"AVERAGE", "AVERAGEIFS", "_xlfn.STDEV.S"}
    assert chart_references(team) == [
        ("xl/charts/chart1.xml", 0, "name", "Scores", "$F$2"),
        ("xl/charts/chart1.xml", 0, "cat", "Scores", "$A$9:$A$10"),
        ("xl/charts/chart1.xml", 0, "val", "Scores", "$B$9:$B$10"),
    ]
    assert charts_of_sheets(team) == {"Scores": ["xl/charts/chart1.xml"]}


def patched(source: Path, target: Path, part: str, old: str, new: str) -> Path:
    """Copy a workbook with one text replaced in one part."""
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as copy:
        for name in archive.namelist():
            text = archive.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            copy.writestr(name, text)
    return target


SHEET, TABLE = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"


@pytest.mark.parametrize(
    ("check", "part", "old", "new", "message"),
    [
        (assert_charts_have_alt_text, "xl/drawings/drawing1.xml", 'descr="Web"', "", "no alt"),
        (assert_tables_well_formed, TABLE, 'name="Lid"', 'name="Naam"', "cells say"),
        (assert_tables_well_formed, TABLE, 'name="Lid"', 'name="functie"', "not unique"),
        (assert_tables_well_formed, TABLE, 'ref="A3:D6"', 'ref="A3:D3"', "no data row"),
        (assert_tables_well_formed, TABLE, '"tblScores"', '"F1"', "not a valid name"),
        (
            assert_no_merged_cells_in_tables,
            SHEET,
            "<pageMargins",
            '<mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells><pageMargins',
            "merged cells: Scores!A2:B3",
        ),
        (assert_no_formula_errors_in_parts, SHEET, "FIXED(F1,1)", "FIXED(#REF!,1)", "an error"),
        (
            assert_no_formula_errors_in_parts,
            "xl/charts/chart1.xml",
            "Scores!$B$9:$B$10",
            "tblScores[F 1]",
            "structured reference",
        ),
        (chart_references, "xl/charts/chart1.xml", "Scores!$B$9", "Weg!$B$9", "no sheet 'Weg'"),
        (
            assert_chart_caches,
            "xl/charts/chart1.xml",
            "<c:v>3.5</c:v>",
            "<c:v>0</c:v>",
            "charts store other values",
        ),
        (assert_cursor_home, SHEET, 'tabSelected="1"', "", "selected is False"),
        (assert_opens_cleanly, "[Content_Types].xml", "/xl/tables/table1", "/xl/t", "without a"),
        (
            assert_opens_cleanly,
            "xl/worksheets/_rels/sheet1.xml.rels",
            "table1.xml",
            "table2.xml",
            "missing xl/tables/table2.xml",
        ),
    ],
)
def test_broken_structure_is_caught(team, tmp_path, check, part, old, new, message) -> None:
    broken = patched(team, tmp_path / "broken.xlsx", part, old, new)
    with pytest.raises(AssertionError, match=re.escape(message)):
        check(broken)


@pytest.mark.parametrize("locked", [True, False])
def test_cursor_may_start_on_an_input_only(tmp_path: Path, locked: bool) -> None:
    path = tmp_path / "cursor.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write("B3", None, book.add_format({"locked": locked}))
        sheet.freeze_panes(2, 0)
        sheet.set_selection("B3")
    if locked:
        with pytest.raises(AssertionError, match="cursor is on locked B3"):
            assert_cursor_home(path)
    else:
        assert_cursor_home(path)


def test_without_libreoffice_a_test_skips_only_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from judge import _office

    monkeypatch.delenv("XLCASELOAD_WITHOUT_LIBREOFFICE", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="apt-get install libreoffice-calc"):
        _office.soffice()
    monkeypatch.setenv("XLCASELOAD_WITHOUT_LIBREOFFICE", "1")
    with pytest.raises(pytest.skip.Exception):
        _office.soffice()
