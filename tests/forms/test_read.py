"""A form is read in any state that a person leaves it in, and what is odd is named by its cell.

Every mess starts from the same filled-in form, so a test can say that nothing else was lost.
"""

import datetime
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from judge import hands
from openpyxl.utils import get_column_letter

from xlcaseload import catalogue
from xlcaseload.forms.layout import SHEET
from xlcaseload.forms.read import FormReading, read_form
from xlcaseload.forms.write import Form, build_form
from xlcaseload.problems import Level, Problem
from xlcaseload.team import ANSWERS, NOT_APPLICABLE, Member, new_team

TEAM = new_team(
    catalogue.load(), team_id="K7P2M9QX", name="Wijkteam Noord", municipality="Waterveld"
)
SCORES = {factor.code: ANSWERS[i % 6] for i, factor in enumerate(TEAM.used_factors)}
MEMBER = Member("lid 03", "Wmo-consulent", SCORES, "Tot maandag!")
FILE = "formulier.xlsx"
HEADER_ROW, FIRST_ROW, LAST_ROW = 12, 13, 31
FACTOR_ROW = 15
"""The row of F3, the factor that the messes are about; its cross stands in column F (3)."""
WITHOUT_F3 = {code: score for code, score in SCORES.items() if code != "F3"}
MARKS = "DEFGHI"
ROLES = "een van de functies " + ", ".join(TEAM.roles)


def filled_form(folder: Path, *, member=MEMBER, number=3, own=(), team=TEAM) -> Path:
    path = folder / FILE
    path.write_bytes(build_form(team, Form(number, member, own)))
    return path


def opened(folder: Path, **form):
    """The filled-in form as a person has it open, and its one sheet."""
    book = openpyxl.load_workbook(filled_form(folder, **form))
    return book, book[SHEET]


def read_saved(book, folder: Path, team=TEAM) -> FormReading:
    book.save(folder / FILE)
    return read_form(folder / FILE, team)


def read_typed(folder: Path, cells: dict, **form) -> FormReading:
    """Type into cells of the filled-in form (None empties one), save it and read it."""
    book, sheet = opened(folder, **form)
    for address, value in cells.items():
        sheet[address] = value
    return read_saved(book, folder)


def problem(cell, found, expected, level=Level.PROBLEM, sheet=SHEET) -> Problem:
    return Problem(FILE, found, expected, sheet, cell, level)


def notice(cell, found, expected, sheet=SHEET) -> Problem:
    return problem(cell, found, expected, Level.NOTICE, sheet)


def cross_or(cell, found, meaning) -> Problem:
    return problem(cell, found, f"een kruisje (x) of {meaning} in de kolom {meaning}")


def test_the_form_of_these_tests_lies_as_they_suppose(tmp_path):
    _, sheet = opened(tmp_path)
    assert sheet.cell(HEADER_ROW, 1).value == "Code"
    assert [sheet.cell(row, 1).value for row in (FIRST_ROW, FACTOR_ROW, LAST_ROW)] == [
        "F1",
        "F3",
        "F19",
    ]
    assert [sheet[f"{column}{HEADER_ROW}"].value for column in MARKS] == list(map(str, ANSWERS))
    assert sheet[f"F{FACTOR_ROW}"].value == "x"


def test_an_untouched_form_is_read_without_a_word(tmp_path):
    reading = read_form(filled_form(tmp_path), TEAM)
    assert (reading.member, reading.number, reading.problems) == (MEMBER, 3, ())
    assert reading.own_factors == ()


def test_digits_say_the_same_as_crosses(tmp_path):
    path = tmp_path / FILE
    path.write_bytes(build_form(TEAM, Form(3, MEMBER, crosses=False)))
    assert read_form(path, TEAM).member == MEMBER
    assert read_form(path, TEAM).problems == ()


# One row --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"G": "x"}, 4),
        ({"G": "X"}, 4),
        ({"G": 4}, 4),
        ({"G": "x", "F": "  "}, 4),
        ({"I": "x"}, NOT_APPLICABLE),
        ({"I": "n.v.t."}, NOT_APPLICABLE),
    ],
)
def test_a_cross_or_the_digit_of_its_column_is_read_without_a_word(tmp_path, typed, expected):
    cells = {f"{column}{FACTOR_ROW}": value for column, value in typed.items()}
    reading = read_typed(tmp_path, {f"F{FACTOR_ROW}": None, **cells})
    assert reading.member == replace(MEMBER, scores={**SCORES, "F3": expected})
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("column", "value", "found", "expected"),
    [
        ("G", "4", '"4"', 4),
        ("G", "4,0", '"4,0"', 4),
        ("G", "4.0", '"4.0"', 4),
        ("G", "×", '"×"', 4),
        ("G", "✓", '"✓"', 4),
        ("G", "ja", '"ja"', 4),
        ("D", True, "WAAR", 1),
        ("H", True, "WAAR", 5),
        ("I", "nvt", '"nvt"', NOT_APPLICABLE),
    ],
)
def test_what_is_taken_leniently_is_taken_and_listed(tmp_path, column, value, found, expected):
    cell = f"{column}{FACTOR_ROW}"
    reading = read_typed(tmp_path, {f"F{FACTOR_ROW}": None, cell: value})
    assert reading.member == replace(MEMBER, scores={**SCORES, "F3": expected})
    assert reading.problems == (notice(cell, found, f"gelezen als {expected}"),)


@pytest.mark.parametrize(
    ("column", "value", "found", "meaning"),
    [
        ("H", 6, "6", 5),
        ("D", 4, "4", 1),
        ("G", 3.5, "3,5", 4),
        ("D", 0, "0", 1),
        ("H", -5, "-5", 5),
        ("D", "4,0", '"4,0"', 1),
        ("E", "weet niet", '"weet niet"', 2),
        ("G", "n.v.t.", '"n.v.t."', 4),
        ("I", 3, "3", NOT_APPLICABLE),
        ("G", "#N/A", "de fout #N/A", 4),
        ("G", "#REF!", "de fout #REF!", 4),
        ("G", "=1+3", "een formule zonder uitkomst", 4),
        ("G", False, "ONWAAR", 4),
        ("G", datetime.date(2026, 4, 1), "2026-04-01", 4),
    ],
)
def test_what_is_no_score_is_named_by_its_cell_and_costs_that_row_alone(
    tmp_path, column, value, found, meaning
):
    cell = f"{column}{FACTOR_ROW}"
    reading = read_typed(tmp_path, {f"F{FACTOR_ROW}": None, cell: value})
    assert reading.member == replace(MEMBER, scores=WITHOUT_F3)
    assert reading.problems == (cross_or(cell, found, meaning),)


def test_a_6_beside_a_cross_leaves_the_row_open_because_nobody_knows_which_is_meant(tmp_path):
    reading = read_typed(tmp_path, {f"H{FACTOR_ROW}": 6})
    assert reading.member == replace(MEMBER, scores=WITHOUT_F3)
    assert reading.problems == (cross_or(f"H{FACTOR_ROW}", "6", 5),)


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ("FG", "kruisjes bij 3 en 4"),
        ("DF", "kruisjes bij 1 en 3"),
        ("FI", "kruisjes bij 3 en n.v.t."),
        ("DEFGHI", "kruisjes bij 1 en 2 en 3 en 4 en 5 en n.v.t."),
    ],
)
def test_two_crosses_in_a_row_count_for_neither(tmp_path, columns, found):
    reading = read_typed(tmp_path, {f"{column}{FACTOR_ROW}": "x" for column in columns})
    assert reading.member == replace(MEMBER, scores=WITHOUT_F3)
    cell = f"{columns[0]}{FACTOR_ROW}"
    assert reading.problems == (problem(cell, found, "één kruisje per factor"),)


def test_a_row_left_open_is_a_missing_score_and_no_problem(tmp_path):
    reading = read_typed(tmp_path, {f"F{FACTOR_ROW}": None})
    assert reading.member == replace(MEMBER, scores=WITHOUT_F3)
    assert reading.problems == ()


def test_many_mistakes_are_all_named_and_the_other_rows_are_kept(tmp_path):
    reading = read_typed(tmp_path, {"D15": "x", "G14": "#N/A", "I20": "misschien"})
    lost = {"F2", "F3", "F8"}
    assert reading.member.scores == {c: s for c, s in SCORES.items() if c not in lost}
    assert [finding.cell for finding in reading.problems] == ["G14", "D15", "I20"]


# Name, role and mark --------------------------------------------------------------------------


def test_an_unknown_role_is_named_with_the_roles_there_are(tmp_path):
    reading = read_typed(tmp_path, {"C7": "Tovenaar"})
    assert reading.member == replace(MEMBER, role="")
    assert reading.problems == (problem("C7", 'de onbekende functie "Tovenaar"', ROLES),)


def test_a_role_in_other_capitals_is_understood_and_said_so(tmp_path):
    reading = read_typed(tmp_path, {"C7": "wmo-CONSULENT"})
    assert reading.member == MEMBER
    assert reading.problems == (notice("C7", '"wmo-CONSULENT"', "gelezen als Wmo-consulent"),)


def test_without_a_role_a_form_counts_for_the_team_and_that_is_said(tmp_path):
    reading = read_typed(tmp_path, {"C7": None})
    assert reading.member == replace(MEMBER, role="")
    (finding,) = reading.problems
    assert (finding.sheet, finding.cell, finding.level) == (SHEET, "A7", Level.NOTICE)
    assert finding.found == "geen functie gekozen"


def test_an_error_where_the_role_stands_is_named(tmp_path):
    reading = read_typed(tmp_path, {"C7": "#N/A"})
    assert reading.member == replace(MEMBER, role="")
    assert reading.problems[0] == problem("C7", "de fout #N/A", "een tekst")


def test_an_error_where_the_name_stands_is_named(tmp_path):
    reading = read_typed(tmp_path, {"C6": "#NAME?"})
    assert reading.member == replace(MEMBER, name="")
    assert reading.problems == (problem("C6", "de fout #NAME?", "een tekst"),)


def test_a_form_without_a_name_is_fine(tmp_path):
    reading = read_typed(tmp_path, {"C6": None})
    assert reading.member == replace(MEMBER, name="")
    assert reading.problems == ()


@pytest.mark.parametrize(("typed", "name"), [(7, "7"), ("  lid 03 ", "lid 03"), (3.5, "3.5")])
def test_a_code_typed_as_a_number_or_with_spaces_around_it_is_a_name(tmp_path, typed, name):
    reading = read_typed(tmp_path, {"C6": typed})
    assert (reading.member.name, reading.problems) == (name, ())


def test_name_and_role_typed_one_cell_too_far_are_found(tmp_path):
    cells = {"C6": None, "D6": "lid 03", "C7": None, "E7": "Wmo-consulent"}
    reading = read_typed(tmp_path, cells)
    assert (reading.member, reading.problems) == (MEMBER, ())


def test_a_form_whose_mark_was_deleted_is_read_on_its_codes_and_that_is_said(tmp_path):
    reading = read_typed(tmp_path, {"A38": None})
    assert (reading.member, reading.number) == (MEMBER, 0)
    (finding,) = reading.problems
    assert (finding.file, finding.sheet, finding.level) == (FILE, SHEET, Level.NOTICE)
    assert "kenmerk" in finding.found


def test_a_form_of_another_team_is_not_taken_over(tmp_path):
    other = new_team(catalogue.load(), team_id="ANDER234", name="Wijkteam Zuid")
    reading = read_form(filled_form(tmp_path, team=other), TEAM)
    assert reading.member is None
    assert reading.problems == (
        problem(
            None,
            "een formulier van een ander team (kenmerk ANDER234)",
            "een formulier met kenmerk K7P2M9QX",
        ),
    )


def test_an_empty_form_is_named_and_gives_nobody(tmp_path):
    reading = read_form(filled_form(tmp_path, member=Member("lid 03", "Wmo-consulent")), TEAM)
    assert reading.member is None
    (finding,) = reading.problems
    assert (finding.sheet, finding.level) == (SHEET, Level.PROBLEM)
    assert "leeg formulier" in finding.found
    assert finding.expected == "minstens één kruisje"


def test_a_form_with_only_not_applicable_is_not_empty(tmp_path):
    member = Member("lid 03", "Wmo-consulent", {"F1": NOT_APPLICABLE})
    assert read_form(filled_form(tmp_path, member=member), TEAM).member == member


def test_a_workbook_that_is_no_form_is_named(tmp_path):
    reading = read_saved(openpyxl.Workbook(), tmp_path)
    assert reading.member is None
    (finding,) = reading.problems
    assert (finding.sheet, finding.cell, finding.level) == (None, None, Level.PROBLEM)
    assert finding.expected == "een formulier dat met xlcaseload forms is gemaakt"


# The person's own factors ---------------------------------------------------------------------


def test_factors_that_the_person_adds_come_with_their_scores(tmp_path):
    own = (("Reistijd", 4), ("Piketdienst", 2), ("Verhuizing", 1))
    reading = read_form(filled_form(tmp_path, own=own), TEAM)
    assert (reading.member, reading.own_factors, reading.problems) == (MEMBER, own, ())


def test_a_factor_in_a_fresh_row_below_the_table_is_kept(tmp_path):
    reading = read_typed(tmp_path, {"C35": "  Piketdienst ", "G35": "x"})
    assert reading.own_factors == (("Piketdienst", 4),)
    assert (reading.member, reading.problems) == (MEMBER, ())


def test_a_cross_in_a_row_without_a_factor_is_named(tmp_path):
    reading = read_typed(tmp_path, {"D32": "x"})
    assert (reading.member, reading.own_factors) == (MEMBER, ())
    assert reading.problems == (
        problem(
            "C32",
            "een kruisje in een regel zonder factor",
            "de naam van de factor in dezelfde regel",
        ),
    )


def test_an_unreadable_score_of_an_own_factor_is_named(tmp_path):
    reading = read_typed(tmp_path, {"C32": "Reistijd", "G32": "veel"})
    assert (reading.member, reading.own_factors) == (MEMBER, ())
    assert reading.problems == (cross_or("G32", '"veel"', 4),)


def test_only_own_factors_filled_in_is_not_an_empty_form(tmp_path):
    member = Member("lid 03", "Wmo-consulent")
    reading = read_form(filled_form(tmp_path, member=member, own=(("Reistijd", 4),)), TEAM)
    assert (reading.member, reading.own_factors) == (member, (("Reistijd", 4),))


def test_a_factor_of_the_list_scored_twice_counts_for_neither(tmp_path):
    reading = read_typed(tmp_path, {"C32": TEAM.used_factors[2].name, "G32": "x"})
    assert (reading.member, reading.own_factors) == (replace(MEMBER, scores=WITHOUT_F3), ())
    assert reading.problems[-1] == problem(
        "C32",
        "de factor F3 staat meer dan één keer op het formulier",
        "één regel per factor (ook in rij 15)",
    )


# Where things stand ---------------------------------------------------------------------------


def test_columns_in_another_order_are_read_by_their_heads(tmp_path):
    book, sheet = opened(tmp_path)
    for row in range(HEADER_ROW, 35):
        values = [sheet[f"{column}{row}"].value for column in MARKS]
        for column, value in zip(MARKS, values[::-1], strict=True):
            sheet[f"{column}{row}"] = value
    reading = read_saved(book, tmp_path)
    assert (reading.member, reading.problems) == (MEMBER, ())


def test_the_factor_column_may_move_to_the_right(tmp_path):
    book, sheet = opened(tmp_path)
    for row in range(HEADER_ROW, 35):
        sheet[f"K{row}"] = sheet[f"C{row}"].value
        sheet[f"C{row}"] = None
    reading = read_saved(book, tmp_path)
    assert (reading.member, reading.problems) == (MEMBER, ())


def test_rows_in_another_order_are_read_by_their_codes(tmp_path):
    book, sheet = opened(tmp_path)
    rows = [
        [sheet.cell(row, column).value for column in range(1, 10)]
        for row in range(FIRST_ROW, LAST_ROW + 1)
    ]
    for row, values in enumerate(sorted(rows, key=lambda values: values[2]), FIRST_ROW):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value
    assert sheet[f"A{FIRST_ROW}"].value != "F1"
    reading = read_saved(book, tmp_path)
    assert (reading.member, reading.problems) == (MEMBER, ())


def test_a_problem_is_named_where_it_stands_now(tmp_path):
    book, sheet = opened(tmp_path)
    sheet[f"H{FACTOR_ROW}"] = "x"
    sheet.insert_rows(2, 4)
    sheet.title = "Mijn antwoorden"
    book.create_sheet("Uitleg", 0)
    reading = read_saved(book, tmp_path)
    assert reading.member == replace(MEMBER, scores=WITHOUT_F3)
    assert reading.problems == (
        problem(
            f"F{FACTOR_ROW + 4}",
            "kruisjes bij 3 en 5",
            "één kruisje per factor",
            sheet="Mijn antwoorden",
        ),
    )


def test_a_hidden_sheet_or_column_is_read_as_well(tmp_path):
    book, sheet = opened(tmp_path)
    sheet.column_dimensions[get_column_letter(7)].hidden = True
    sheet.sheet_state = "hidden"
    book.create_sheet("Leeg", 0)
    assert read_saved(book, tmp_path).member == MEMBER


def test_without_the_code_column_factors_are_known_by_their_names(tmp_path):
    book, sheet = opened(tmp_path)
    for row in range(HEADER_ROW, 35):
        sheet[f"A{row}"] = None
    reading = read_saved(book, tmp_path)
    assert reading.member == MEMBER
    assert [finding.cell for finding in reading.problems] == [
        f"C{row}" for row in range(FIRST_ROW, LAST_ROW + 1)
    ]
    assert reading.problems[2] == notice(
        "C15", 'geen bekende code bij "Mate van redzaamheid"', "herkend aan de naam als F3"
    )


def test_a_code_in_small_letters_is_known_by_the_factors_name(tmp_path):
    reading = read_typed(tmp_path, {"A15": "f3"})
    assert reading.member == MEMBER
    assert [(finding.cell, finding.level) for finding in reading.problems] == [
        ("C15", Level.NOTICE)
    ]


def test_a_factor_reworded_on_the_form_is_known_by_its_code(tmp_path):
    reading = read_typed(tmp_path, {"C15": "Hoe zelfredzaam men is"})
    assert reading.member == MEMBER
    assert reading.own_factors == ()


def test_answers_on_a_list_that_the_team_changed_since_are_kept(tmp_path):
    now = replace(
        TEAM,
        factors=tuple(
            replace(factor, in_use=False) if factor.code == "F2" else factor
            for factor in TEAM.factors
            if factor.code != "F3"
        ),
    )
    reading = read_form(filled_form(tmp_path), now)
    assert reading.member == replace(MEMBER, scores=WITHOUT_F3)
    assert reading.own_factors == (("Mate van redzaamheid", SCORES["F3"]),)
    (finding,) = reading.problems
    assert (finding.sheet, finding.level) == (SHEET, Level.NOTICE)
    assert "eerdere lijst" in finding.found


# What a person does to it in a spreadsheet ----------------------------------------------------

BY_HAND = {
    "rows sorted": [hands.sort_range(SHEET, "A13:J31", by="C", descending=True)],
    "sorted by score": [hands.sort_range(SHEET, "A13:J31", by="F")],
    "columns inserted": [
        hands.insert_columns(SHEET, before="C", count=2),
        hands.insert_columns(SHEET, before="H"),
    ],
    "rows inserted": [
        hands.insert_rows(SHEET, before=3, count=2),
        hands.insert_rows(SHEET, before=20, count=3),
    ],
    "check column deleted": [hands.delete_columns(SHEET, "J")],
    "category column deleted": [hands.delete_columns(SHEET, "B")],
    "all at once": [
        hands.sort_range(SHEET, "A13:J31", by="C"),
        hands.insert_columns(SHEET, before="A"),
        hands.insert_rows(SHEET, before=1, count=5),
        hands.rename_sheet(SHEET, "Factoren (2) 'klaar'"),
        hands.insert_sheet("Uitleg", 0),
        hands.insert_sheet("Kladblok", 1),
        hands.type_value("Kladblok", "B2", "x"),
    ],
    "code column deleted": [hands.delete_columns(SHEET, "A")],
}


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    """The form after each of the things that people do to it, in one LibreOffice."""
    folder = tmp_path_factory.mktemp("by hand")
    source = filled_form(folder)
    sessions = [
        hands.Session(source, operations, folder / f"{name}.xlsx", unprotect=True)
        for name, operations in BY_HAND.items()
    ]
    hands.work(sessions)
    return {session.out.stem: session.out for session in sessions}


@pytest.mark.parametrize("name", [name for name in BY_HAND if name != "code column deleted"])
def test_what_people_do_to_the_sheet_in_a_spreadsheet_loses_nothing(by_hand, name):
    reading = read_form(by_hand[name], TEAM)
    assert (reading.member, reading.number, reading.problems) == (MEMBER, 3, ())
    assert reading.own_factors == ()


def test_deleting_the_code_column_takes_the_labels_along_but_no_score(by_hand):
    reading = read_form(by_hand["code column deleted"], TEAM)
    assert reading.member.scores == SCORES
    assert sum("herkend aan de naam" in finding.expected for finding in reading.problems) == 19
    assert all(finding.level is Level.NOTICE for finding in reading.problems)


# Nothing lost, nothing guessed ----------------------------------------------------------------


def test_a_second_form_in_the_same_file_is_named(tmp_path):
    book, sheet = opened(tmp_path)
    book.copy_worksheet(sheet).title = "Bea"
    reading = read_saved(book, tmp_path)
    assert reading.member == MEMBER
    found = [(p.sheet, p.level) for p in reading.problems]
    assert found == [("Bea", Level.PROBLEM)]


def test_an_own_factor_without_a_cross_is_named(tmp_path):
    reading = read_typed(tmp_path, {"C32": "Mijn factor"})
    assert reading.member == MEMBER
    assert reading.problems == (
        notice("C32", 'de eigen factor "Mijn factor" zonder kruisje', "niet overgenomen"),
    )


def test_an_own_factor_scored_twice_counts_for_neither(tmp_path):
    cells = {"C32": "Mijn factor", "D32": "x", "C33": "mijn  FACTOR", "G33": "x"}
    reading = read_typed(tmp_path, cells)
    assert (reading.member, reading.own_factors) == (MEMBER, ())
    assert [p.cell for p in reading.problems] == ["C33"]


@pytest.mark.parametrize("name", ["Functie", "Opmerkingen", "functie:"])
def test_a_name_that_reads_like_a_label_is_still_a_name(tmp_path, name):
    member = replace(MEMBER, name=name)
    reading = read_form(filled_form(tmp_path, member=member), TEAM)
    assert reading.member == member
    assert reading.problems == ()


def test_an_own_factor_that_reads_like_a_label_is_still_a_factor(tmp_path):
    reading = read_form(filled_form(tmp_path, own=(("Opmerkingen", 4),)), TEAM)
    assert reading.member == MEMBER
    assert reading.own_factors == (("Opmerkingen", 4),)


def test_a_label_that_is_gone_is_named(tmp_path):
    reading = read_typed(tmp_path, {"A6": "Wie ben je"})
    assert reading.member == replace(MEMBER, name="")
    assert reading.problems == (notice(None, 'het vak "Naam of code" ontbreekt', "niet gelezen"),)


def test_a_code_beside_the_name_of_another_factor_is_not_guessed(tmp_path):
    other = TEAM.used_factors[16]
    reading = read_typed(tmp_path, {f"C{FACTOR_ROW}": other.name})
    assert reading.member == replace(MEMBER, scores=WITHOUT_F3)
    assert reading.problems == (
        problem(
            f"C{FACTOR_ROW}",
            f'de code F3 bij "{other.name}"',
            f"de code {other.code}; deze regel is overgeslagen",
        ),
    )


def test_a_factor_that_was_renamed_since_is_read_by_its_code_and_said_so(tmp_path):
    reading = read_typed(tmp_path, {f"C{FACTOR_ROW}": "Een eerdere naam"})
    assert reading.member == MEMBER
    assert [p.level for p in reading.problems] == [Level.NOTICE]
