"""A folder as it comes back from a team: forms, doubles, lock files, letters, broken files."""

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from teams import empty_team

from xlcaseload.forms.collect import collect, find_files
from xlcaseload.forms.read import read_form
from xlcaseload.forms.write import Form, build_form, file_name
from xlcaseload.problems import Level, Problem
from xlcaseload.team import Member

TEAM = empty_team()
ANNA = Member("Anna", "Gezinswerker", {"F1": 4, "F2": 2}, "Druk!")
BRAM = Member("Bram", "Jeugdconsulent", {"F1": 1})


def put(folder: Path, name: str, member: Member = ANNA, number: int = 1) -> Path:
    path = folder / name
    path.write_bytes(build_form(TEAM, Form(number, member)))
    return path


def people(collected) -> list[str]:
    return [reading.member.name for reading in collected.readings if reading.member]


# Which files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("~$anna.xlsx", "een slotbestand van een geopende werkmap"),
        (".~lock.anna.xlsx#", "een slotbestand van een geopende werkmap"),
        ("brief.docx", "geen Excel-bestand (.xlsx)"),
        ("notities.txt", "geen Excel-bestand (.xlsx)"),
        ("zonder achternaam", "geen Excel-bestand (.xlsx)"),
    ],
)
def test_what_is_no_form_is_passed_over_and_said_so(tmp_path, name, reason):
    put(tmp_path, "anna.xlsx")
    (tmp_path / name).write_bytes(b"\x00iets")
    collected = collect([tmp_path], TEAM)
    assert people(collected) == ["Anna"]
    assert collected.problems == (Problem(name, reason, "overgeslagen", level=Level.NOTICE),)


@pytest.mark.parametrize("suffix", [".xls", ".XLS", ".ods", ".xlsb"])
def test_a_form_saved_in_another_format_is_a_problem_because_answers_would_be_lost(
    tmp_path, suffix
):
    (tmp_path / f"bram{suffix}").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(99))
    put(tmp_path, "anna.xlsx")
    collected = collect([tmp_path], TEAM)
    assert people(collected) == ["Anna"]
    (problem,) = collected.problems
    assert (problem.file, problem.level) == (f"bram{suffix}", Level.PROBLEM)
    assert suffix.casefold() in problem.found
    assert "Opslaan als" in problem.expected


def test_a_folder_a_file_and_a_pattern_give_each_form_once(tmp_path):
    anna, bram = put(tmp_path, "anna.xlsx"), put(tmp_path, "Bram.XLSX", BRAM, 2)
    places = [tmp_path, anna, str(tmp_path / "*.xlsx"), tmp_path / "." / "Bram.XLSX"]
    files, problems = find_files(places)
    assert sorted(file.name for file in files) == [bram.name, anna.name]
    assert problems == []


def test_forms_are_read_in_the_order_of_their_names(tmp_path):
    for number in (3, 1, 2):
        put(tmp_path, f"formulier {number}.xlsx", Member(f"lid {number}", "", {"F1": 1}), number)
    assert people(collect([tmp_path], TEAM)) == ["lid 1", "lid 2", "lid 3"]


def test_forms_in_a_subfolder_are_left_alone(tmp_path):
    (tmp_path / "oud").mkdir()
    put(tmp_path / "oud", "anna.xlsx")
    (tmp_path / "map.xlsx").mkdir()
    files, problems = find_files([tmp_path])
    assert files == []
    assert [problem.found for problem in problems] == ["een map zonder bestanden"]


def test_pattern_in_a_folder_with_brackets_in_its_name(tmp_path):
    folder = tmp_path / "map [2026]"
    folder.mkdir()
    put(folder, "anna.xlsx")
    assert len(find_files([folder / "*.xlsx"])[0]) == 1


@pytest.mark.parametrize("place", ["weg.xlsx", "weg", "*.xlsx", "weg/*.xlsx"])
def test_a_place_where_nothing_is_is_named(tmp_path, place):
    put(tmp_path, "anna.xlsm.oud")
    files, (problem,) = find_files([tmp_path / place])
    assert files == []
    assert (problem.file, problem.level) == (str(tmp_path / place), Level.PROBLEM)
    assert problem.found == "niets op deze plek"


def test_the_workbook_of_the_team_in_the_same_folder_is_no_form(tmp_path):
    workbook = put(tmp_path, "team.xlsx")
    bram = put(tmp_path, "bram.xlsx", BRAM)
    assert find_files([tmp_path], skip=[tmp_path / "." / workbook.name]) == ([bram], [])


def test_progress_is_told_after_each_form(tmp_path):
    for number in range(3):
        put(tmp_path, f"{number}.xlsx", Member(f"lid {number}", "", {"F1": 1}), number)
    (tmp_path / "lees mij.txt").write_text("hoi", encoding="utf-8")
    told = []
    collect([tmp_path], TEAM, on_read=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


# Files that are broken ------------------------------------------------------------------------


def broken_files(whole: bytes) -> dict[str, bytes]:
    def repacked(change) -> bytes:
        packed = BytesIO()
        with zipfile.ZipFile(BytesIO(whole)) as old, zipfile.ZipFile(packed, "w") as new:
            for name in old.namelist():
                new.writestr(name, change(name, old.read(name)))
        return packed.getvalue()

    other_zip = BytesIO()
    with zipfile.ZipFile(other_zip, "w") as archive:
        archive.writestr("foto.jpg", b"foto")
    return {
        "afgebroken": whole[: len(whole) // 2],
        "leeg": b"",
        "tekst": b"Dit is geen Excel-bestand.\n" * 100,
        "webpagina": b"<html><table><tr><td>1</td></tr></table></html>",
        "wachtwoord": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),
        "andere zip": other_zip.getvalue(),
        "alleen het begin": b"PK\x03\x04",
        "lege zip": b"PK\x05\x06" + bytes(18),
        "geknipt blad": repacked(
            lambda name, data: data[: len(data) // 2] if "sheet1.xml" in name else data
        ),
        "bommetje": repacked(
            lambda name, data: (
                b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' if "sheet1.xml" in name else data
            )
        ),
        "ander werkboek": repacked(
            lambda name, data: b"<niets/>" if name == "xl/workbook.xml" else data
        ),
    }


BROKEN = sorted(broken_files(build_form(TEAM, Form(1, ANNA))))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_and_does_not_stop_the_others(tmp_path, name):
    whole = put(tmp_path, "anna.xlsx").read_bytes()
    (tmp_path / f"{name}.xlsx").write_bytes(broken_files(whole)[name])
    put(tmp_path, "zus.xlsx", BRAM, 2)
    collected = collect([tmp_path], TEAM)
    assert people(collected) == ["Anna", "Bram"]
    (problem,) = collected.problems
    assert (problem.file, problem.level) == (f"{name}.xlsx", Level.PROBLEM)
    assert problem.found
    assert problem.expected


def test_a_password_is_called_a_password(tmp_path):
    path = tmp_path / "anna.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    (problem,) = read_form(path, TEAM).problems
    assert "wachtwoord" in problem.message


def test_a_file_that_has_gone_meanwhile_is_named(tmp_path):
    reading = read_form(tmp_path / "weg.xlsx", TEAM)
    assert reading.member is None
    assert reading.problems[0].found == "geen bestand met deze naam"


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    """A place for damaged forms."""
    return tmp_path_factory.mktemp("damaged") / "form.xlsx"


@given(damage=st.lists(st.tuples(st.floats(0, 0.9999), st.integers(1, 255)), min_size=1))
def test_a_form_with_damaged_bytes_never_ends_in_an_exception(damaged, damage):
    data = bytearray(build_form(TEAM, Form(1, ANNA)))
    for place, flip in damage:
        data[int(place * len(data))] ^= flip
    damaged.write_bytes(bytes(data))
    reading = read_form(damaged, TEAM)
    assert reading.member in (ANNA, None)
    assert reading.member == ANNA or reading.problems


@given(cut=st.floats(0, 0.9999))
def test_a_form_that_was_cut_off_while_copying_is_named(damaged, cut):
    data = build_form(TEAM, Form(1, ANNA))
    damaged.write_bytes(data[: int(cut * len(data))])
    reading = read_form(damaged, TEAM)
    assert reading.member is None
    assert [problem.level for problem in reading.problems] == [Level.PROBLEM]


# The same person twice ------------------------------------------------------------------------


def test_a_copy_of_a_form_is_counted_once_and_said_so(tmp_path):
    put(tmp_path, "anna (kopie).xlsx")
    put(tmp_path, "anna.xlsx")
    collected = collect([tmp_path], TEAM)
    assert people(collected) == ["Anna"]
    assert collected.problems == (
        Problem(
            "anna.xlsx",
            "hetzelfde formulier als anna (kopie).xlsx",
            "één keer geteld",
            level=Level.NOTICE,
        ),
    )


@pytest.mark.parametrize("name", ["Anna", "ANNA", " anna "])
def test_different_answers_of_one_person_are_both_left_out_and_both_named(tmp_path, name):
    put(tmp_path, "anna 1.xlsx")
    put(tmp_path, "anna 2.xlsx", Member(name, "Gezinswerker", {"F1": 5}))
    put(tmp_path, "bram.xlsx", BRAM, 2)
    collected = collect([tmp_path], TEAM)
    assert people(collected) == ["Bram"]
    assert [problem.file for problem in collected.problems] == ["anna 1.xlsx", "anna 2.xlsx"]
    for problem in collected.problems:
        assert problem.level is Level.PROBLEM
        assert "'Anna'" in problem.found
        assert "anna 1.xlsx, anna 2.xlsx" in problem.found


def test_three_forms_of_which_two_are_equal_are_all_named(tmp_path):
    put(tmp_path, "a.xlsx")
    put(tmp_path, "b.xlsx")
    put(tmp_path, "c.xlsx", Member("Anna", "Gezinswerker", {"F1": 5}))
    collected = collect([tmp_path], TEAM)
    assert people(collected) == []
    assert [problem.file for problem in collected.problems] == ["a.xlsx", "b.xlsx", "c.xlsx"]


def test_a_changed_copy_of_a_numbered_form_without_a_name_is_named_by_its_number(tmp_path):
    put(tmp_path, "a.xlsx", Member("", "", {"F1": 5}), 7)
    put(tmp_path, "b.xlsx", Member("", "", {"F1": 2}), 7)
    collected = collect([tmp_path], TEAM)
    assert people(collected) == []
    doubles = [problem for problem in collected.problems if problem.level is Level.PROBLEM]
    assert len(doubles) == 2
    assert all("nummer 07" in problem.found for problem in doubles)


def test_blank_forms_without_a_name_are_each_a_person_even_with_equal_answers(tmp_path):
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        put(tmp_path, name, Member("", "Gezinswerker", {"F1": 3}), 0)
    collected = collect([tmp_path], TEAM)
    assert len(collected.readings) == 3
    assert collected.problems == ()


def test_a_useless_form_of_somebody_does_not_cost_their_good_one(tmp_path):
    put(tmp_path, "leeg.xlsx", Member("Anna", "Gezinswerker"))
    put(tmp_path, "vol.xlsx")
    collected = collect([tmp_path], TEAM)
    assert people(collected) == ["Anna"]
    (problem,) = collected.problems
    assert problem.file == "leeg.xlsx"


def test_what_was_odd_on_each_form_is_told_with_its_file(tmp_path):
    for name, person in (("a.xlsx", ANNA), ("b.xlsx", BRAM)):
        path = put(tmp_path, name, person)
        book = openpyxl.load_workbook(path)
        book.active["H15"] = 6
        book.save(path)
    collected = collect([tmp_path], TEAM)
    assert people(collected) == ["Anna", "Bram"]
    found = [(problem.file, problem.cell, problem.found) for problem in collected.problems]
    assert found == [("a.xlsx", "H15", "6"), ("b.xlsx", "H15", "6")]


# File names -----------------------------------------------------------------------------------


@given(st.text(max_size=90), st.integers(0, 999))
def test_every_name_makes_a_file_name_that_every_system_takes(name, number):
    made = file_name(Form(number, Member(name)))
    assert made.startswith(f"Formulier {number:02d}")
    assert made.endswith(".xlsx")
    assert not set(made) & set('<>:"/\\|?*\0\n\r\t')
    assert len(made) <= 90
