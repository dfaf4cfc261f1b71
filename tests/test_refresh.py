"""A refresh: forms come in, nothing of the user gets lost."""

import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from judge import formulas, hands
from judge.libreoffice import read_values, resave
from openpyxl.comments import Comment
from teams import empty_team, filled_team

from xlcaseload.files.package import Package
from xlcaseload.forms.write import Form, build_form, file_name
from xlcaseload.problems import FileError, Level
from xlcaseload.refresher import refresh
from xlcaseload.workbook.build import build
from xlcaseload.workbook.read import read_workbook

NOON = datetime(2026, 11, 23, 12, 0, 0)


@pytest.fixture
def workbook(tmp_path) -> Path:
    path = tmp_path / "team.xlsx"
    path.write_bytes(build(empty_team()))
    return path


@pytest.fixture
def forms(tmp_path) -> Path:
    folder = tmp_path / "formulieren"
    folder.mkdir()
    team = empty_team()
    for number, member in enumerate(filled_team(6).members, 1):
        form = Form(number, member)
        (folder / file_name(form)).write_bytes(build_form(team, form))
    return folder


def members_of(path: Path):
    return read_workbook(path).team.members


def test_forms_become_rows_and_stored_values_are_exact(workbook, forms):
    done = refresh(workbook, [forms], now=NOON)
    assert (done.changed, done.added, done.members) == (True, 6, 6)
    assert [dict(m.scores) for m in members_of(workbook)] == [
        dict(m.scores) for m in filled_team(6).members
    ]
    formulas.assert_exact([workbook])


def test_previous_version_is_kept_with_the_time_in_its_name(workbook, forms):
    before = workbook.read_bytes()
    done = refresh(workbook, [forms], now=NOON)
    assert done.previous == workbook.with_name("team (vorige versie 2026-11-23 12.00.00).xlsx")
    assert done.previous.read_bytes() == before


def test_refreshing_twice_changes_nothing(workbook, forms):
    refresh(workbook, [forms], now=NOON)
    once = workbook.read_bytes()
    again = refresh(workbook, [forms], now=datetime(2026, 11, 24))
    assert not again.changed
    assert workbook.read_bytes() == once
    assert len(list(workbook.parent.glob("*.xlsx"))) == 2


def test_every_input_survives(workbook, tmp_path):
    edited = hands.type_into(
        workbook,
        tmp_path / "ingevuld.xlsx",
        [
            ("Start", "B6", "Team Zuid"),
            ("Start", "B9", "voorjaar"),
            ("Factoren", "C7", "Grote gezinnen"),
            ("Factoren", "E8", 2.5),
            ("Factoren", "F9", "nee"),
            ("Factoren", "B26", "Team"),
            ("Factoren", "C26", "Parkeerdruk"),
            ("Factoren", "J11", "Sociaal werker"),
            ("Scores", "B9", "=1+1 is tekst".removeprefix("=")),
            ("Scores", "C9", "Sociaal werker"),
            ("Scores", "E9", 5),
            ("Scores", "F9", "n.v.t."),
            ("Scores", "X9", "een opmerking"),
        ],
    )
    before = read_workbook(edited)
    done = refresh(edited, now=NOON)
    after = read_workbook(edited)
    assert done.changed
    assert done.path == edited
    assert not after.problems
    assert after.team.factors == before.team.factors
    assert after.team.roles == (*empty_team().roles, "Sociaal werker")
    assert after.team.members == before.team.members
    assert (after.team.name, after.team.period) == ("Team Zuid", "voorjaar")
    assert [f.name for f in after.team.factors if f.code == "F20"] == ["Parkeerdruk"]
    codes = Package.open(edited).tables["tblScores"].columns
    assert "F20" in codes
    assert "F3" not in codes
    formulas.assert_exact([edited])


def test_scores_of_a_dropped_factor_come_back_when_it_is_used_again(workbook, forms, tmp_path):
    refresh(workbook, [forms], now=NOON)
    before = members_of(workbook)
    for choice in ("nee", "ja"):
        changed = hands.type_into(
            workbook, tmp_path / f"{choice}.xlsx", [("Factoren", "F9", choice)]
        )
        refresh(changed, now=NOON)
        workbook = changed
    assert members_of(workbook) == before


def test_own_sheet_comment_and_colour_stay_when_only_values_change(workbook, forms, tmp_path):
    opened = openpyxl.load_workbook(workbook)
    opened.create_sheet("Notities")["A1"] = "van ons"
    opened["Start"]["B6"].comment = Comment("let op", "iemand")
    own = tmp_path / "eigen.xlsx"
    opened.save(own)
    before = Package.open(own)
    done = refresh(own, [forms], now=NOON)
    assert done.path == own
    assert not done.kept_apart
    after = Package.open(own)
    assert after.part_names == before.part_names
    ours = {sheet.part for sheet in before.sheets if sheet.name != "Notities"}
    for part in before.part_names:
        if part not in ours and "/charts/chart" not in part:
            assert after.read(part) == before.read(part), part
    assert openpyxl.load_workbook(own)["Start"]["B6"].comment.text == "let op"
    formulas.assert_exact([own])


def test_a_chart_that_the_team_gave_another_title_keeps_it(workbook, forms):
    own = workbook.with_name("titel.xlsx")
    old, new = b"Hoeveel leden gaven een 1, 2, 3, 4 of 5?", "Zó scoorden wij".encode()
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(own, "w") as target:
        for info in source.infolist():
            target.writestr(info, source.read(info).replace(old, new))
    done = refresh(own, [forms], now=NOON)
    assert (done.path, done.members) == (own, 6)
    package = Package.open(own)
    charts = [package.read(part) for part in package.part_names if "/charts/chart" in part]
    assert sum(new in chart for chart in charts) == 1


def test_with_own_sheet_and_other_factors_the_new_workbook_gets_another_name(
    workbook, forms, tmp_path
):
    own = tmp_path / "eigen.xlsx"
    hands.work(
        [
            hands.Session(
                workbook,
                [
                    hands.insert_sheet("Notities", 5),
                    hands.type_value("Notities", "A1", "van ons"),
                    hands.type_value("Factoren", "F9", "nee"),
                    hands.type_value("Scores", "AC30", "los briefje"),
                ],
                own,
            )
        ]
    )
    before = own.read_bytes()
    done = refresh(own, [forms], now=NOON)
    assert own.read_bytes() == before
    assert done.path == own.with_name("eigen (vernieuwd).xlsx")
    found = {(problem.sheet, problem.cell) for problem in done.kept_apart}
    assert found == {("Notities", None), ("Scores", "AC30")}
    assert len(members_of(done.path)) == 6
    formulas.assert_exact([done.path])


def test_changed_heading_is_noticed_and_kept(workbook, forms, tmp_path):
    own = hands.type_into(
        workbook, tmp_path / "kop.xlsx", [("Scores", "A1", "Onze scores")], unprotect=True
    )
    before = own.read_bytes()
    done = refresh(own, [forms], now=NOON)
    assert own.read_bytes() == before
    assert "A1" in done.kept_apart[0].message


def test_workbook_saved_by_libreoffice_is_refreshed_in_place(workbook, forms, tmp_path):
    folder = tmp_path / "lo"
    folder.mkdir()
    (saved,) = resave([workbook], folder)
    done = refresh(saved, [forms], now=NOON)
    assert done.path == saved
    assert not done.kept_apart
    formulas.assert_exact([saved])
    assert read_values(saved)["Spinnenweb"]["B6"].startswith("6 leden")


def test_form_that_changed_updates_its_row_and_says_so(workbook, forms):
    refresh(workbook, [forms], now=NOON)
    member = filled_team(6).members[0]
    scores = {**member.scores, "F1": 1 if member.scores.get("F1") != 1 else 2}
    form = Form(1, type(member)(member.name, member.role, scores))
    (forms / file_name(form)).write_bytes(build_form(empty_team(), form))
    done = refresh(workbook, [forms], now=NOON)
    assert (done.added, done.updated) == (0, 1)
    assert members_of(workbook)[0].scores == scores
    assert any("nieuwe versie" in problem.found for problem in done.problems)


def test_correction_by_hand_survives_the_same_forms(workbook, forms, tmp_path):
    refresh(workbook, [forms], now=NOON)
    corrected = hands.type_into(workbook, tmp_path / "verbeterd.xlsx", [("Scores", "E9", 3)])
    refresh(corrected, [forms], now=NOON)
    assert members_of(corrected)[0].scores["F1"] == 3


def test_more_members_than_rows_give_more_rows(workbook, tmp_path):
    folder = tmp_path / "veel"
    folder.mkdir()
    for number, member in enumerate(filled_team(40).members, 1):
        form = Form(number, member)
        (folder / file_name(form)).write_bytes(build_form(empty_team(), form))
    done = refresh(workbook, [folder], now=NOON)
    assert done.members == 40
    assert Package.open(workbook).tables["tblScores"].last_row >= 8 + 40
    formulas.assert_exact([workbook])


@pytest.mark.parametrize("lock", ["~$team.xlsx", ".~lock.team.xlsx#"])
def test_workbook_that_is_open_is_left_alone(workbook, forms, lock):
    before = workbook.read_bytes()
    workbook.with_name(lock).write_text("")
    with pytest.raises(FileError, match="open staat"):
        refresh(workbook, [forms])
    assert workbook.read_bytes() == before


def test_read_only_workbook_is_left_alone(workbook, forms, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write everything
    before = workbook.read_bytes()
    with pytest.raises(FileError, match="alleen gelezen"):
        refresh(workbook, [forms])
    assert workbook.read_bytes() == before


def test_no_half_written_file_stays_when_the_disk_refuses(workbook, forms, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    before = workbook.read_bytes()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(FileError, match="niets gewijzigd"):
        refresh(workbook, [forms])
    monkeypatch.undo()
    assert workbook.read_bytes() == before
    assert {path.name for path in workbook.parent.iterdir()} == {"team.xlsx", "formulieren"}


def test_lenient_scores_become_numbers_and_unreadable_ones_stay(workbook, tmp_path):
    book = openpyxl.load_workbook(workbook)
    book["Scores"]["E9"] = "4,0"
    book["Scores"]["F9"] = 6
    book["Scores"]["G9"] = "nvt"
    path = tmp_path / "soepel.xlsx"
    book.save(path)
    done = refresh(path, now=NOON)
    cells = {problem.cell: problem.level for problem in done.problems}
    assert cells == {"E9": Level.NOTICE, "F9": Level.PROBLEM, "G9": Level.NOTICE}
    values = read_values(path)["Scores"]
    assert [values["E9"], values["F9"], values["G9"]] == [4, 6, "n.v.t."]
    formulas.assert_exact([path])


def test_damaged_workbook_gives_one_message_and_stays(workbook):
    data = workbook.read_bytes()
    workbook.write_bytes(data[: len(data) // 2])
    with pytest.raises(FileError) as error:
        refresh(workbook)
    assert len(error.value.problems) == 1
    assert workbook.read_bytes() == data[: len(data) // 2]


def test_other_workbook_is_not_taken_for_a_team(tmp_path):
    path = tmp_path / "anders.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(FileError, match="tblGegevens"):
        refresh(path)


def test_zip_that_is_no_workbook_is_named(tmp_path):
    path = tmp_path / "zip.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hallo.txt", "hallo")
    with pytest.raises(FileError):
        refresh(path)
    assert shutil.which("soffice")


def test_what_cannot_be_read_is_named_and_stays(workbook, tmp_path):
    book = openpyxl.load_workbook(workbook)
    book["Start"]["B8"] = "volgende week"
    book["Factoren"]["E7"] = "veel"
    book["Factoren"]["E8"] = 7
    book["Scores"]["X12"] = "alleen een opmerking"
    path = tmp_path / "vreemd.xlsx"
    book.save(path)
    done = refresh(path, now=NOON)
    assert {(p.sheet, p.cell) for p in done.problems} == {
        ("Start", "B8"),
        ("Factoren", "E7"),
        ("Factoren", "E8"),
    }
    values = read_values(path)
    assert values["Start"]["B8"] == "volgende week"
    assert (values["Factoren"]["E7"], values["Factoren"]["E8"]) == ("veel", 7)
    assert values["Scores"]["X12"] == "alleen een opmerking"
    assert done.members == 0
    formulas.assert_exact([path])


def test_workbook_without_a_column_that_is_read_is_refused(workbook, tmp_path):
    own = hands.type_into(workbook, tmp_path / "kop.xlsx", [("Scores", "C8", "Rol")])
    before = own.read_bytes()
    with pytest.raises(FileError, match="kolom Functie in de tabel tblScores"):
        refresh(own)
    assert own.read_bytes() == before


def test_workbooks_and_earlier_versions_among_the_forms_are_passed_over(workbook, forms):
    refresh(workbook, [forms], now=NOON)
    for path in workbook.parent.glob("*.xlsx"):
        shutil.copy(path, forms / path.name)
    done = refresh(workbook, [forms], now=NOON)
    assert not done.changed
    assert [problem.level for problem in done.problems] == [Level.NOTICE] * 2


def test_a_renamed_category_is_followed_by_its_table_and_the_title_of_its_chart(workbook, tmp_path):
    entries = [("Factoren", f"B{row}", "Gezinnen") for row in range(7, 12)]
    own = hands.type_into(workbook, tmp_path / "categorie.xlsx", entries)
    done = refresh(own, now=NOON)
    assert done.path == own
    package = Package.open(own)
    charts = [package.read(part) for part in package.part_names if "/charts/chart" in part]
    assert sum(b"Gezinnen" in chart for chart in charts) == 1
    assert not any("Cliënt/gezin".encode() in chart for chart in charts)
    formulas.assert_exact([own])
